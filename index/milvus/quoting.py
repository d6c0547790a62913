"""Values in Milvus' expressions."""

from collections.abc import Iterable

#: Milvus and milvus-lite agree on these escapes; every other character stands for itself.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quoted(text: str) -> str:
    """``text`` as a literal, whatever is in it."""
    return f'"{text.translate(_ESCAPES)}"'


def any_of(column: str, values: Iterable[str]) -> str:
    """The rows where ``column``, of text, is one of ``values``."""
    return f"({column} in [{', '.join(map(quoted, values))}])"
