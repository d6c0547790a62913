"""Twice the text takes about twice the time, whatever the text is made of.

Measured as a ratio, since machines differ: 2 where time is linear, 4 where it is quadratic.
"""

import gc
import time
from collections.abc import Callable

import pytest

from index.answers.normal import figures, squad_tokens
from index.article import Article
from index.loading.completion import complete
from index.loading.dates import written_date
from index.loading.declared import _name
from index.loading.front_matter import front_matter
from index.loading.page_title import PageTitle
from index.loading.spaces import Spaces
from index.loading.title import title
from index.passages import PassageSplitter
from index.text.heading import heading
from index.text.language import detect_question
from index.text.markdown import links, unmarked
from index.text.residue import residue
from index.text.sentences import split_sentences
from index.text.terms import question_terms, terms
from service.cli.console import escaped, visible

#: Characters of the longer text.
LENGTH = 100_000
#: So little time, in seconds, says nothing; a quadratic search takes far more.
TOO_LITTLE = 0.1
MOST = 3.5

_SPLITTER = PassageSplitter()

WORK: dict[str, tuple[Callable[[str], object], list[str]]] = {
    "sentences": (
        split_sentences,
        ['"', "« ", "“", "...", "! ", "M. ", "J.-C. ", "a\n", "-\n", ".\u202f»"],
    ),
    "residue": (
        lambda text: residue(text, "titre"),
        [
            "![a](",
            "[a](",
            "<div ",
            "<!--",
            "(",
            "Par A ",
            "AFP, ",
            "Facebook/",
            "a\n",
            "- a\n",
            "| ",
        ],
    ),
    "title": (title, ["# ", "![", "*a _b ", "\n", "Le pont\n", "A, "]),
    "front matter": (front_matter, ["---\n", "---\na: ", "+++\na=1\n", "[", "a: &a [*a]\n"]),
    "Markdown": (unmarked, ["**a", "*a _b ", "[](", "![a](", "`", "_", "[a][b]"]),
    "links": (links, ["[a](b) ", "[", "1.", "![", "]("]),
    "headings": (heading, ["# ", "#", "#a "]),
    "descriptions": (
        lambda text: complete(Article("a", text)),
        ["Publié le ", "12 mai 2024 ", "Par A ", "Source : ", "(AFP) ", "A, ", "05/31/2024 "],
    ),
    "dates": (lambda text: written_date(text, "fr"), ["1 ", "12 mai ", "+1 ", " ", "2024-05-31 "]),
    "names": (_name, [" ", "a ", "&nbsp;", "&#0", "&amp;"]),
    "page titles": (lambda text: PageTitle(text).source("x"), [" | ", "a - ", " "]),
    "spaces of a page": (
        lambda text: Spaces.unused_in(text).hidden(text),
        ["&#0", "&#x0", "&nbsp"],
    ),
    "languages": (detect_question, ["a", "à ", "字", "."]),
    "terms": (lambda text: terms(text, "fr"), ["a", "a ", "e\u0301", "\u0301", "ﷺ", "l’"]),
    "question's terms": (
        lambda text: question_terms(text, "en"),
        ["a", "a b ", "O.N.U.", "\u0301"],
    ),
    "passages": (
        lambda text: _SPLITTER.split(Article("a", text)),
        ["a", "é", "a ", "😀", "字", "\u200b", "1 000 ", ";"],
    ),
    "normal forms": (squad_tokens, ["a ", "l'", "."]),
    "figures": (figures, ["1", "1 000 ", "1.", "1 0", "1,"]),
    "what is shown": (lambda text: visible(escaped(text)), ["\x1b", "\u202e", "a"]),
}


def seconds(work: Callable[[str], object], text: str) -> float:
    """Of CPU, since others use the machine, too, and without collections of garbage."""
    gc.disable()
    try:
        before = time.process_time()
        work(text)
        return time.process_time() - before
    finally:
        gc.enable()


def grows_with_length(work: Callable[[str], object], unit: str) -> bool:
    """In one of three attempts at least: something else may fall into one of them."""
    text = unit * (LENGTH // 2 // len(unit))
    for _ in range(3):
        twice = seconds(work, text + text)
        if twice < TOO_LITTLE or twice / seconds(work, text) < MOST:
            return True
    return False


@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for name, (_, units) in WORK.items() for unit in units]
)
def test_time_is_linear(name: str, unit: str) -> None:
    assert grows_with_length(WORK[name][0], unit)


def test_a_quadratic_one_would_be_found() -> None:
    def quadratic(text: str) -> None:
        for _ in range(0, len(text), 20):
            text.count("ab")

    assert not grows_with_length(quadratic, "a")


def test_one_word_of_a_million_letters() -> None:
    """The longest article that is taken, and no place to cut it at."""
    spans = _SPLITTER.split(Article("a", "a" * 1_000_000))
    assert (spans[0].start, spans[-1].end) == (0, 1_000_000)
