"""Which of the reader's answers are the same, and how likely each is to be right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from haystack import Document, ExtractedAnswer

from index.answers.calibration import Calibration
from index.answers.citing import sentences_around
from index.answers.evidence import Evidence, gather, margin, retrieval_score
from index.answers.merging import Candidate, article_id, merged, place, trimmed
from index.encoding.protocol import DocumentEmbedder
from index.span import Span
from index.stored import StoredArticle
from index.text.terms import has_content
from index.tracing import traced

#: How many answers are compared with the question sentence by sentence; each costs time.
COMPARED = 8
#: An answer whose probability is a smaller share of a better one's in its sentence is left out.
LEFTOVER = 0.6


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate and the probability, 0 to 1, that it is right."""

    candidate: Candidate
    probability: float


@dataclass(frozen=True, slots=True)
class Weighing:
    """All that was looked at: ``spans`` are the reader's, in its order, with the evidence for
    those that were compared; ``judged`` are the candidates, best first, and ``leftovers`` those
    that a better one of their sentence left."""

    spans: list[tuple[ExtractedAnswer, Evidence | None]]
    judged: list[Judged]
    leftovers: list[Judged]


class Judge:
    """Weighs what the reader found with what the encoder thinks of it."""

    def __init__(self, embedder: DocumentEmbedder, calibration: Calibration) -> None:
        """``embedder`` is the one that made the passages' vectors."""
        self._embedder = embedder
        self.calibration = calibration

    def judge(
        self,
        answers: Sequence[ExtractedAnswer],
        question_vector: Sequence[float],
        article: Callable[[str], StoredArticle],
    ) -> list[Judged]:
        """The candidates, best first."""
        return self.weigh(answers, question_vector, article).judged

    @traced("citeqa.judge")
    def weigh(
        self,
        answers: Sequence[ExtractedAnswer],
        question_vector: Sequence[float],
        article: Callable[[str], StoredArticle],
    ) -> Weighing:
        """The candidates, and what became of every other span."""
        spans = [trimmed(answer) for answer in answers if answer.data]
        said = [answer for answer in spans if has_content(answer.data or "")]
        compared = sorted(said, key=self._first_look, reverse=True)[:COMPARED]
        evidence = gather(compared, question_vector, self._sentences(compared, article))
        pairs = zip(compared, evidence, strict=True)
        ranked = sorted(pairs, key=lambda pair: self._rank(pair[1]), reverse=True)
        judged: list[Judged] = []
        for candidate in merged(ranked):
            probability = self.calibration.probability(candidate.evidence)
            # What is ranked lower is never called likelier.
            least = min([probability, *(each.probability for each in judged[-1:])])
            judged.append(Judged(candidate, least))
        kept = list(_without_leftovers(judged, article))
        ids = set(map(id, kept))
        known = {id(answer): each for answer, each in zip(compared, evidence, strict=True)}
        return Weighing(
            spans=[(answer, known.get(id(answer))) for answer in spans],
            judged=kept,
            leftovers=[each for each in judged if id(each) not in ids],
        )

    def _rank(self, evidence: Evidence) -> float:
        return self.calibration.ranking.logit(evidence)

    def _first_look(self, answer: ExtractedAnswer) -> float:
        return self._rank(Evidence(margin(answer), retrieval_score(answer), 0.0))

    def _sentences(
        self, answers: Sequence[ExtractedAnswer], article: Callable[[str], StoredArticle]
    ) -> list[list[float]]:
        """The vectors of the sentences around the answers; each sentence is embedded once."""
        texts = []
        for answer in answers:
            source = article(article_id(answer)).article
            texts.append(sentences_around(source, place(answer)).within(source.text))
        once = list(dict.fromkeys(texts))
        embedded = self._embedder.run(documents=[Document(content=text) for text in once])
        vectors = {doc.content: doc.embedding or [] for doc in embedded["documents"]}
        return [vectors[text] for text in texts]


def _without_leftovers(
    judged: Sequence[Judged], article: Callable[[str], StoredArticle]
) -> Iterator[Judged]:
    """The candidates without those that a much better one of the same sentence leaves.

    What is left of a sentence beside its answer ("agence" beside "TASS") is seldom one;
    two of like probability are, as a rule, parts of an enumeration.
    """
    kept: dict[tuple[str, Span], float] = {}
    for each in judged:
        source = article(article_id(each.candidate.best)).article
        sentence = (source.id, sentences_around(source, place(each.candidate.best)))
        if each.probability >= LEFTOVER * kept.get(sentence, 0.0):
            kept.setdefault(sentence, each.probability)
            yield each
