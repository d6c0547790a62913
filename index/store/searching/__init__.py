"""Searches over a generation and what has come since, as one."""
