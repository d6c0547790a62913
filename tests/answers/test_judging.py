"""From evidence to probability, to the last digit."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from haystack import Document, ExtractedAnswer
from hypothesis import given
from hypothesis import strategies as st

from index.answers.calibration import Calibration, Weights
from index.answers.evidence import Evidence, gather, margin
from index.answers.judging import COMPARED, Judge
from index.article import Article
from index.reply import Confidence
from index.shipped import MODELS
from index.stored import StoredArticle

PLAIN = Weights(bias=0.0, margin=1.0, retrieval=0.0, sentence=0.0)


def found(
    article: Article, text: str, margin: float = 1.0, score: float | None = 0.5
) -> ExtractedAnswer:
    start = article.text.index(text)
    return ExtractedAnswer(
        query="?",
        score=0.5,
        data=text,
        document=Document(
            content=article.text, meta={"article_id": article.id, "start": 0}, score=score
        ),
        document_offset=ExtractedAnswer.Span(start, start + len(text)),
        meta={"margin": margin},
    )


ARTICLE = Article("a", "Odile Ferrand parle. Paul Vidal dort. Zoé Aubry part.")


def test_evidence_is_exact() -> None:
    answers = [found(ARTICLE, "Odile Ferrand", 2.5, 0.75), found(ARTICLE, "Paul Vidal", -1.0, None)]
    # Cosines 0.6 and 0.8, whatever the lengths.
    evidence = gather(answers, [2.0, 0.0], [[3.0, 4.0], [0.8, 0.6]])
    assert evidence[0].margin == 2.5 and evidence[0].retrieval == 0.75
    assert evidence[0].sentence == pytest.approx(0.6 - 0.8)
    assert evidence[1] == Evidence(-1.0, 0.0, 0.0)
    assert gather([], [1.0], []) == []


def test_vectors_of_nothing_are_no_error() -> None:
    (evidence,) = gather([found(ARTICLE, "Paul Vidal")], [0.0, 0.0], [[0.0, 0.0]])
    assert evidence.sentence == 0.0


def test_a_reader_that_tells_only_a_probability() -> None:
    answer = found(ARTICLE, "Paul Vidal")
    for score, expected in [(0.5, 0.0), (0.9, math.log(9)), (0.0, -20.72), (1.0, 20.72)]:
        told = replace(answer, score=score, meta={})
        assert margin(told) == pytest.approx(expected, abs=0.01)
    assert margin(replace(answer, score=0.9, meta={"margin": 0})) == 0.0


def test_probability_is_exact() -> None:
    odds = Weights(bias=-1.0, margin=0.5, retrieval=2.0, sentence=10.0)
    calibration = Calibration(PLAIN, odds, threshold=0.3, medium=0.4, high=0.7)
    evidence = Evidence(margin=3.0, retrieval=0.25, sentence=-0.05)
    logit = -1.0 + 1.5 + 0.5 - 0.5
    assert odds.logit(evidence) == pytest.approx(logit)
    assert calibration.probability(evidence) == pytest.approx(1 / (1 + math.exp(-logit)))
    for extreme, expected in [(1e9, 1.0), (-1e9, 0.0)]:
        assert calibration.probability(Evidence(extreme, 0, 0)) == pytest.approx(
            expected, abs=1e-20
        )


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, Confidence.LOW),
        (0.3999, Confidence.LOW),
        (0.4, Confidence.MEDIUM),
        (0.6999, Confidence.MEDIUM),
        (0.7, Confidence.HIGH),
        (1.0, Confidence.HIGH),
    ],
)
def test_confidence(probability: float, expected: Confidence) -> None:
    calibration = Calibration(PLAIN, PLAIN, threshold=0.3, medium=0.4, high=0.7)
    assert calibration.confidence(probability) == expected


def test_the_shipped_calibration_is_for_the_shipped_models() -> None:
    path = MODELS / "calibration.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    calibration = Calibration.load(path, told["models"]["reader"], told["models"]["encoder"])
    assert calibration.threshold == told["threshold"]
    assert calibration.odds.margin == told["odds"]["margin"]
    assert 0 < calibration.threshold <= calibration.medium < calibration.high < 1


@pytest.mark.parametrize(("reader", "encoder"), [("x", None), (None, "x"), ("x", "x")])
def test_other_models_get_their_own_odds(reader: str | None, encoder: str | None) -> None:
    path = MODELS / "calibration.json"
    told = json.loads(path.read_text(encoding="utf-8"))["models"]
    plain = Calibration.load(path, reader or told["reader"], encoder or told["encoder"])
    assert plain.threshold == 0.5
    assert plain.probability(Evidence(2.0, 0.9, -0.5)) == pytest.approx(1 / (1 + math.exp(-2)))


class WordEmbedder:
    """Vectors by the first word of a text; counts what it embeds."""

    vectors: ClassVar = {"Odile": [1.0, 0.0], "Paul": [0.6, 0.8], "Zoé": [0.0, 1.0]}

    def __init__(self) -> None:
        self.seen: list[str] = []

    def run(self, documents: list[Document]) -> dict[str, Any]:
        self.seen += [str(doc.content) for doc in documents]
        vectors = [self.vectors.get(str(doc.content).split()[0], [1.0, 1.0]) for doc in documents]
        pairs = zip(documents, vectors, strict=True)
        return {"documents": [replace(doc, embedding=vector) for doc, vector in pairs]}


def look_up(*articles: Article) -> Callable[[str], StoredArticle]:
    return lambda article_id: next(
        StoredArticle(a, a.version, 1, "now") for a in articles if a.id == article_id
    )


def judge(
    answers: Sequence[ExtractedAnswer], ranking: Weights = PLAIN, odds: Weights = PLAIN
) -> tuple[list[tuple[str | None, float]], WordEmbedder]:
    embedder = WordEmbedder()
    calibration = Calibration(ranking, odds, threshold=0.5, medium=0.6, high=0.9)
    judged = Judge(embedder, calibration).judge(answers, [1.0, 0.0], look_up(ARTICLE))
    return [(each.candidate.best.data, each.probability) for each in judged], embedder


def test_best_first_with_exact_probabilities() -> None:
    judged, embedder = judge(
        [found(ARTICLE, "Paul Vidal", 1.0), found(ARTICLE, "Odile Ferrand", 3.0)],
        odds=Weights(bias=0.5, margin=1.0, retrieval=2.0, sentence=5.0),
    )
    assert [text for text, _ in judged] == ["Odile Ferrand", "Paul Vidal"]
    logits = [0.5 + 3.0 + 1.0 + 0.0, 0.5 + 1.0 + 1.0 + 5 * (0.6 - 1.0)]
    assert [p for _, p in judged] == pytest.approx([1 / (1 + math.exp(-x)) for x in logits])
    assert sorted(embedder.seen) == ["Odile Ferrand parle.", "Paul Vidal dort."]


def test_the_sentence_can_decide() -> None:
    """The reader prefers one answer, the encoder another's sentence."""
    answers = [found(ARTICLE, "Zoé Aubry", 3.0), found(ARTICLE, "Odile Ferrand", 1.0)]
    ranking = Weights(bias=0.0, margin=1.0, retrieval=0.0, sentence=5.0)
    judged, _ = judge(answers, ranking, ranking)
    assert [text for text, _ in judged] == ["Odile Ferrand", "Zoé Aubry"]


def test_what_is_ranked_lower_is_never_likelier() -> None:
    answers = [found(ARTICLE, name, m) for name, m in [("Odile Ferrand", 3), ("Paul Vidal", 1)]]
    upside_down = Weights(bias=0.0, margin=-1.0, retrieval=0.0, sentence=0.0)
    judged, _ = judge(answers, odds=upside_down)
    assert judged[0][1] == judged[1][1] == pytest.approx(1 / (1 + math.exp(3)))


def test_each_sentence_is_embedded_once() -> None:
    answers = [found(ARTICLE, "Odile"), found(ARTICLE, "Ferrand"), found(ARTICLE, "parle")]
    _, embedder = judge(answers)
    assert embedder.seen == ["Odile Ferrand parle."]


def test_only_the_best_are_compared() -> None:
    text = " ".join(f"Nom{n:02} est là." for n in range(COMPARED + 5))
    article = Article("a", text)
    answers = [found(article, f"Nom{n:02}", float(n)) for n in range(COMPARED + 5)]
    embedder = WordEmbedder()
    calibration = Calibration(PLAIN, PLAIN, threshold=0.5, medium=0.6, high=0.9)
    judged = Judge(embedder, calibration).judge(answers, [1.0, 0.0], look_up(article))
    assert len(judged) == len(embedder.seen) == COMPARED
    assert judged[0].candidate.best.data == f"Nom{COMPARED + 4:02}"


def test_nothing_to_judge() -> None:
    none = ExtractedAnswer(query="?", score=0.3)
    assert judge([])[0] == []
    assert judge([none])[0] == []


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=3))
def test_probabilities_fall(margins: list[float]) -> None:
    names = ["Odile Ferrand", "Paul Vidal", "Zoé Aubry"]
    answers = [found(ARTICLE, name, m) for name, m in zip(names, margins, strict=False)]
    judged, _ = judge(answers, odds=Weights(0.1, 0.3, 0.2, 4.0))
    probabilities = [p for _, p in judged]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= p <= 1 for p in probabilities)


def test_a_damaged_calibration_is_told(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text('{"models": {}}')
    assert Calibration.load(path, "r", "e").threshold == 0.5


def test_grammar_alone_is_no_answer() -> None:
    article = Article("a", "Odile a vu la mer en 2019.")
    answers = [found(article, text) for text in ("la", "en", ".", "a vu", "2019")]
    embedder = WordEmbedder()
    calibration = Calibration(PLAIN, PLAIN, threshold=0.5, medium=0.6, high=0.9)
    judged = Judge(embedder, calibration).judge(answers, [1.0, 0.0], look_up(article))
    assert [each.candidate.best.data for each in judged] == ["a vu", "2019"]


def test_what_a_better_answer_leaves_of_its_sentence_goes() -> None:
    article = Article("a", "Odile et Paul parlent. Zoé dort.")
    ask = Judge(WordEmbedder(), Calibration(PLAIN, PLAIN, threshold=0.5, medium=0.6, high=0.9))

    def kept(odile: float, paul: float) -> list[str | None]:
        answers = [found(article, "Odile", odile), found(article, "Paul", paul)]
        answers.append(found(article, "Zoé", -3.0))
        judged = ask.judge(answers, [1.0, 0.0], look_up(article))
        return [each.candidate.best.data for each in judged]

    assert kept(2.0, -1.0) == ["Odile", "Zoé"]  # 0.88 and 0.27
    assert kept(2.0, 1.0) == ["Odile", "Paul", "Zoé"]  # 0.88 and 0.73: an enumeration
