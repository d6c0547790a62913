"""From bytes to text, without changing a character."""

import codecs

from charset_normalizer import from_bytes

from index.loading.outcome import Unloadable

#: A byte order mark settles the encoding; it is no part of the text.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Formats that may hold no NUL byte at their beginning and are text to nobody.
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
#: What old Western European pages were written in. More candidates would read short
#: French texts as Central European: their bytes overlap nearly everywhere.
_WESTERN = ["cp1252", "latin_1"]
#: Pages that declare these mean Windows-1252, as browsers have it.
_LATIN_1 = frozenset({"iso8859-1", "ascii"})


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of ``data``: by its byte order mark, else UTF-8, else as ``declared``, else
    Western European if it reads like text. Line ends stay as they are.

    :raises Unloadable: when the data is binary or in no encoding that is known here.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    if b"\0" in data or data.startswith(_MAGIC):
        raise Unloadable("is binary, not text")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _legacy(data, declared)


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unloadable(f"is not valid {encoding}, which its first bytes announce") from error
    if "\0" in text:
        raise Unloadable("is binary, not text")
    return text


def _legacy(data: bytes, declared: str | None) -> str:
    if declared:
        try:
            name = codecs.lookup(declared).name
            return data.decode("cp1252" if name in _LATIN_1 else name)
        except (LookupError, ValueError):
            pass  # A wrong declaration is common; what the bytes say counts for more.
    best = from_bytes(data, cp_isolation=_WESTERN, enable_fallback=False).best()
    if best is None:
        raise Unloadable("is in an unknown encoding (neither UTF-8, UTF-16 nor Windows-1252)")
    return data.decode(best.encoding)
