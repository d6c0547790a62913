"""Files that somebody might give the loaders, made up."""

from pathlib import Path

from hypothesis import strategies as st

from benchmarks.fuzz.loading import SUFFIXES

_EXAMPLES = Path(__file__).parents[2] / "examples" / "articles"

#: What the formats are made of, and what is known to hurt somebody's parser.
_PIECES = [
    *("<html>", "<p>", "</p>", "<title>", "<script>", "<!--", "-->", "<![CDATA[", "&nbsp;", "&#0;"),
    *('<meta name="author" content="', "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "<svg onload=x>"),
    *('<script type="application/ld+json">', '{"@type": "NewsArticle", "headline": "x"}'),
    *('{"text": "', '"}', '{"id": "../../etc/passwd", "text": "a"}', "[", "]", "{", "}", ",", ":"),
    *("NaN", "1e999", "9" * 500, '"\\ud800"', "\\u0000", "true", "null"),
    *("---\n", "+++\n", "title: ", "date: 99999-01-01\n", "a: &a [*a]\n", "!!python/object:x\n"),
    *("# ", "![", "](", "**", "`", "> ", "- ", "\n\n", "\r", "\r\n", "\u2028", "\u0085", "\t"),
    *("Publié le 12 mai 2024 ", "Par Anne Duval", "Source : ", "(AFP) - ", "Le maire a parlé. "),
    *("«", "»", "…", "M. ", "\u202e", "\u2066", "\ufeff", "\x1b[31m", "\x00", "e\u0301", "😀", "ﷺ"),
]
_TEXT = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=40).map("".join)
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "utf-32", "utf-7")


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """An example article with something cut out, repeated or put in."""
    data = bytearray(draw(st.sampled_from(sorted(_EXAMPLES.iterdir()))).read_bytes())
    for _ in range(draw(st.integers(1, 5))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 200))
        new = draw(st.binary(max_size=20) | st.sampled_from(_PIECES).map(str.encode))
        data[at : at + length] = new * draw(st.sampled_from([1, 1, 2, 500]))
    return bytes(data)


def _written(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "replace")


suffixes = st.sampled_from(SUFFIXES)
files = st.one_of(
    st.builds(_written, _TEXT, st.sampled_from(_ENCODINGS)),
    st.builds(lambda text, times: text.encode() * times, _TEXT, st.sampled_from([1, 50])),
    st.binary(max_size=400),
    _damaged(),
)
