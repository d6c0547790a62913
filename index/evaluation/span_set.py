"""An answer that is spread over several places: "Awa Diop", "Jean Roy" and "Li Na"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.answers.normal import token_f1
from index.evaluation.normalisation import Tokens


@dataclass(frozen=True, slots=True)
class SpanSet:
    """Spans of one article that are an answer together; their order does not matter.

    ``starts`` are their code-point offsets in the article, one each, or none at all.
    """

    spans: list[str]
    starts: list[int] = field(default_factory=list)

    def bag(self, tokens: Tokens) -> list[str]:
        """The tokens of all spans, what several of them cover counted once.

        Where offsets are known, spans that overlap become one. Where they are not, a span
        whose tokens stand in a row in another span goes.
        """
        if self.starts:
            return [token for text in self._united() for token in tokens(text)]
        told = sorted((tokens(span) for span in self.spans), key=len, reverse=True)
        kept: list[list[str]] = []
        for each in told:
            if not any(_holds(other, each) for other in kept):
                kept.append(each)
        return [token for each in kept for token in each]

    def _united(self) -> list[str]:
        """The stretches of the article that the spans cover, in its order."""
        texts: list[str] = []
        end = 0
        for start, span in sorted(zip(self.starts, self.spans, strict=True)):
            if texts and start < end:
                texts[-1] += span[end - start :]
            else:
                texts.append(span)
            end = max(end, start + len(span))
        return texts


def set_f1(predicted: SpanSet, known: Iterable[SpanSet], tokens: Tokens) -> float:
    """The token F1, 0 to 1, of two bags, for the known set that ``predicted`` is most like."""
    bag = predicted.bag(tokens)
    return max((token_f1(bag, each.bag(tokens)) for each in known), default=0.0)


def _holds(longer: Sequence[str], shorter: Sequence[str]) -> bool:
    size = len(shorter)
    return any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))
