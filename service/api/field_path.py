"""How errors name a field."""

from collections.abc import Iterable

_LONGEST_NAME = 100


def field_path(steps: Iterable[int | str]) -> str:
    """``articles[0].text`` for ``("articles", 0, "text")``; ``body`` for the whole.

    Steps in angle brackets only say which alternative of a union was tried. Long ones are
    cut off, as clients can make up their length.
    """
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not (step.startswith("<") and step.endswith(">")):
            name = step[:_LONGEST_NAME]
            path += f".{name}" if path else name
    return path or "body"
