"""The ids of curated answers in paths."""

from werkzeug.routing import BaseConverter

#: What stands in paths where an id could.
RESERVED = "import"


class CuratedIdConverter(BaseConverter):
    """Any text without slashes but ``RESERVED``: its path has other methods."""

    regex = rf"(?!{RESERVED}\Z)[^/]+"
