"""What is counted of a scored question, and over which questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.evaluation.scoring import Scored

RECALLS = (1, 5, 10)

#: The kind of question whose answer is an enumeration of people.
WHO_LIST = "who-list"


@dataclass(frozen=True, slots=True)
class Measure:
    """The mean of ``value``, 0 to 1, over the questions that are ``counted``, in percent."""

    value: Callable[[Scored], float]
    counted: Callable[[Scored], bool]

    def percent(self, scored: Sequence[Scored]) -> float | None:
        """``None`` where no question is counted."""
        values = [self.value(each) for each in scored if self.counted(each)]
        return 100 * sum(values) / len(values) if values else None


def _answerable(scored: Scored) -> bool:
    return bool(scored.question.gold)


def _unanswerable(scored: Scored) -> bool:
    return not scored.question.gold


def _who_list(scored: Scored) -> bool:
    return _answerable(scored) and scored.question.kind == WHO_LIST


def _recall(k: int) -> Measure:
    return Measure(lambda e: e.gold_rank is not None and e.gold_rank <= k, _answerable)


#: By the names of ``report.Figures``.
MEASURES = {
    "right": Measure(lambda e: e.right, _answerable),
    "exact": Measure(lambda e: e.french.exact, _answerable),
    "f1": Measure(lambda e: e.french.f1, _answerable),
    "exact_official": Measure(lambda e: e.official.exact, _answerable),
    "f1_official": Measure(lambda e: e.official.f1, _answerable),
    "set_f1": Measure(lambda e: e.french.set_f1, _who_list),
    "set_f1_official": Measure(lambda e: e.official.set_f1, _who_list),
    "right_article": Measure(lambda e: e.right_article, _answerable),
    "answered": Measure(lambda e: e.answered, _answerable),
    "declined": Measure(lambda e: not e.answered, _unanswerable),
}

#: Recall at each rank.
RECALL = {k: _recall(k) for k in RECALLS}
