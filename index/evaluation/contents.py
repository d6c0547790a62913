"""The text of a file of questions, packed or not, and what counts as text in it."""

import gzip
import zlib
from pathlib import Path
from typing import Any, TypeGuard

from index.evaluation.errors import UnreadableText

#: How every gzip file begins (RFC 1952, section 2.3.1).
_GZIP = b"\x1f\x8b"


def contents(path: Path) -> str:
    """The text of a file in UTF-8; gzip is known by its first bytes, not by its name.

    :raises UnreadableText: when it is not UTF-8, or is packed and damaged.
    """
    stored = path.read_bytes()
    try:
        unpacked = gzip.decompress(stored) if stored.startswith(_GZIP) else stored
        return unpacked.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(path, "is not UTF-8") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableText(path, "is a damaged gzip file") from error


def is_text(value: Any) -> TypeGuard[str]:
    """Whether a value from JSON is a string of characters: ``"\\ud800"``, half of one,
    parses as well, but no model can read it."""
    if not isinstance(value, str):
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)
