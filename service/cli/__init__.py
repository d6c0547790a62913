"""The command line: every command translates to and from one call of the index."""

from service.cli.group import main

__all__ = ["main"]
