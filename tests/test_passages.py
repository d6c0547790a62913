"""Passages: true offsets, nothing lost, nothing too long, for any text at all."""

import itertools
import json
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.encoding.tokenizer import load_tokenizer
from index.passages import PassageSplitter, evidence
from index.shipped import MODELS
from index.span import Span
from index.text.residue import residue

TOKENIZER = load_tokenizer(MODELS / "tokenizer.json")

SHARED = Path(__file__).parents[2] / "shared"

#: A passage by itself may begin with a piece ("▁") that its text did not have in its
#: article, or be cut otherwise at its two ends.
EDGE = 2


def pieces(text: str) -> int:
    return len(TOKENIZER.encode(text, add_special_tokens=False).ids)


def check(article: Article, splitter: PassageSplitter) -> list[Span]:
    """All that is promised of passages, checked; returns them."""
    text = article.text
    passages = splitter.split(article)
    sentences = [sentence for run in evidence(article) for sentence in run]
    for span in passages:
        content = span.within(text)
        assert 0 <= span.start < span.end <= len(text)
        assert content.strip()
        assert not content[0].isspace() and not content[-1].isspace()
        assert pieces(content) <= splitter.max_pieces + EDGE or len(content) == 1
        assert not any(span.overlaps(gap) for gap in residue(text, article.title))
    for one, other in itertools.pairwise(passages):
        assert one.start < other.start and one.end < other.end
        assert not text[one.end : other.start].strip() or any(
            gap.start >= one.end and gap.end <= other.start for gap in residue(text, article.title)
        )
    covered = set().union(*(range(*span) for span in passages))
    for sentence in sentences:
        inside = [at for at in range(*sentence) if not text[at].isspace()]
        assert covered.issuperset(inside)
        if pieces(sentence.within(text)) <= splitter.max_pieces - EDGE:
            assert any(p.start <= sentence.start and sentence.end <= p.end for p in passages)
    return passages


UNITS = st.sampled_from(
    [
        "Le maire de Brisemont a parlé mardi. ",
        "Personne n'a répondu… ",
        "« Il pleut. Rentrons », a-t-elle dit. ",
        "Elle a 3,5 millions d'euros ; il en a deux. ",
        "e\u0301te\u0301 a\u0323\u0301 ",
        "👩\u200d👩\u200d👧\u200d👦",
        "🇫🇷 ",
        "東京は雨です。",
        "ﬁnﬂuence ㎯㎯ ﷺ ½ Ⅷ ",
        "\u202f;\u00a0: ",
        "\r\n",
        "\n\n",
        "Partager sur Facebook\n",
        "\n12 commentaires\n",
        "\n**Lire aussi : Un autre article\n",
        "\0",
        "\u200b\ufeff\u00ad",
        "x" * 90 + " ",
        "é" * 70,
        "</s><mask><s> ",
        "   \t ",
    ]
)


@settings(deadline=None, max_examples=120)
@given(
    st.lists(
        st.one_of(UNITS, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
        min_size=1,
        max_size=25,
    ).map("".join),
    st.integers(8, 60),
    st.integers(0, 3),
)
def test_any_text(text: str, longest: int, overlap: int) -> None:
    assume(text.strip())
    title = text.strip().splitlines()[0][:60].replace("\0", "")
    check(Article("a", text, title), PassageSplitter(longest, overlap))


@pytest.mark.parametrize(
    "text",
    [
        "é" * 5000,
        "e\u0301" * 2500,
        "東" * 5000,
        "👩\u200d👩\u200d👧\u200d👦" * 700,
        "ﷺ" * 300,
        "㎯" * 500,
        "a" + "\u0301" * 5000,
        "x" * 5000,
        "1" * 5000,
        ";" * 5000,
        "mot " * 3000,
        "mot\u202f" * 3000,
        "mot, " * 2000,
        "a" + " " * 5000 + "b. " + "mot " * 100,
        "http://exemple.example/" + "a/b-c_d?e=f&" * 400,
    ],
)
@pytest.mark.parametrize("longest", [32, 160])
def test_one_endless_sentence(text: str, longest: int) -> None:
    begin = time.process_time()
    passages = check(Article("a", text), PassageSplitter(longest))
    assert passages
    assert time.process_time() - begin < 5


def test_a_character_of_many_pieces_at_the_limit() -> None:
    """The end of a sentence that crosses the limit inside its last character."""
    for before in range(20, 40):
        check(Article("a", "mot " * before + "㎯"), PassageSplitter(32))
        check(Article("a", "mot " * before + "㎯. Suite et fin."), PassageSplitter(32))
    for character in "ﷺ㎯½㍿":
        check(Article("a", f"{character}. {character}"), PassageSplitter(1))


def test_whole_sentences_with_one_in_common() -> None:
    text = " ".join(f"Le conseiller numéro {n} a voté contre le budget." for n in range(30))
    passages = PassageSplitter(max_pieces=60).split(Article("a", text))
    contents = [span.within(text) for span in passages]
    assert len(contents) > 3
    for one, other in itertools.pairwise(contents):
        shared = other.split(". ")[0].rstrip(".")
        assert one.endswith(shared + ".")
        assert one.count(".") > 1
    assert all(content.endswith("budget.") and content.startswith("Le") for content in contents)


def test_no_overlap() -> None:
    text = " ".join(f"Le conseiller numéro {n} a voté contre le budget." for n in range(30))
    passages = PassageSplitter(max_pieces=60, overlap=0).split(Article("a", text))
    assert " ".join(span.within(text) for span in passages) == text


def test_a_long_sentence_is_cut_after_clauses() -> None:
    text = ", ".join(f"le conseiller numéro {n} a voté contre" for n in range(30)) + "."
    contents = [
        span.within(text) for span in PassageSplitter(max_pieces=60).split(Article("a", text))
    ]
    assert len(contents) > 3
    assert all(content.endswith(("contre,", "contre.")) for content in contents)
    assert " ".join(contents) == text


def test_residue_and_title_part_passages() -> None:
    text = (
        "Un pont rouvre\n\nPublié le 3 mai 2021 à 12h05\n\nLe pont a rouvert.\n\n"
        "Partager sur Facebook\n\nLe maire est content.\n"
    )
    passages = PassageSplitter().split(Article("a", text, title="Un pont rouvre"))
    assert [span.within(text) for span in passages] == [
        "Le pont a rouvert.",
        "Le maire est content.",
    ]


def test_nothing_but_residue() -> None:
    assert PassageSplitter().split(Article("a", "Partager sur Facebook\n\nImprimer")) == []


def test_recipe_tells_rules_apart() -> None:
    recipes = {PassageSplitter(p, o).recipe for p, o in [(160, 1), (160, 0), (60, 1)]}
    assert len(recipes) == 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder 'shared' beside the checkout")
def test_real_articles() -> None:
    texts = [
        path.read_bytes().decode("utf-8", "replace") for path in (SHARED / "articles").iterdir()
    ]
    news = (SHARED / "news" / "dev.articles.jsonl").read_text(encoding="utf-8").split("\n")
    articles = [Article(str(n), text) for n, text in enumerate(texts)]
    for line in filter(None, news):
        fields = json.loads(line)
        articles.append(Article(fields["id"], fields["text"], fields["title"]))
    for article in articles:
        assert check(article, PassageSplitter())
