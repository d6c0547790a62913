"""What concurrent clients of several workers see, against what may be seen.

Each article is written by one client, one change after the other, and read by all. So its
versions have an order, and whoever begins to read after a change was acknowledged has to see
that change or a later one.
"""
