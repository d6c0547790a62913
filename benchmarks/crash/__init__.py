"""Kill the processes of one data directory at random, and look at what is left.

``kill -9`` takes processes, not the machine: what they had handed to the operating system
survives. That a commit is on disk before it is acknowledged, which is what a loss of power
needs, is checked apart, by the order of system calls; see ``tests/integration``.
"""
