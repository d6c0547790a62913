"""SQuAD's official figures, version 2.0, under any normalisation."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.answers.normal import token_f1
from index.evaluation.normalisation import Tokens
from index.evaluation.squad.run import Prediction

#: Under the official script's names.
SquadFigures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class SquadScored:
    """A prediction against the known answers: ``exact`` and ``f1`` are the best over them,
    0 to 1, before any abstaining. ``paragraph``: see ``SquadQuestion``."""

    answerable: bool
    said: bool
    null_score: float
    exact: float
    f1: float
    paragraph: str

    def after(self, threshold: float) -> "SquadScored":
        """The same where the reader abstains with a ``null_score`` above ``threshold``:
        abstaining is right, 1, for an unanswerable question, and 0 for any other."""
        if self.null_score <= threshold:
            return self
        kept = float(not self.answerable)
        return replace(self, said=False, exact=kept, f1=kept)


def score_squad(prediction: Prediction, tokens: Tokens) -> SquadScored:
    """Known answers that are nothing but articles and punctuation do not count; where no
    other is left, as for unanswerable questions, only the empty text is right."""
    known = [tokens(answer) for answer in prediction.question.answers]
    known = [each for each in known if each] or [[]]
    found = tokens(prediction.text)
    return SquadScored(
        answerable=bool(prediction.question.answers),
        said=bool(prediction.text),
        null_score=prediction.null_score,
        exact=float(found in known),
        f1=max(token_f1(found, each) for each in known),
        paragraph=prediction.question.paragraph,
    )


def squad_figures(scored: Sequence[SquadScored], threshold: float) -> SquadFigures:
    """Percentages under the official script's names, of one question at least.

    ``exact``, ``f1`` and ``total`` are of all questions, with ``HasAns_`` of answerable
    and with ``NoAns_`` of unanswerable ones, abstaining above ``threshold``;
    ``always_exact`` and ``always_f1`` are of all when the reader never abstains. Where
    there are unanswerable ones, ``best_exact`` and ``best_f1`` are with the threshold, in
    ``best_exact_thresh`` and ``best_f1_thresh``, that is best for these very questions.
    ``None`` for a threshold: it is best never to answer.
    """
    after = [each.after(threshold) for each in scored]
    found: SquadFigures = _means("", after)
    answerable = [each for each in after if each.answerable]
    unanswerable = [each for each in after if not each.answerable]
    found |= _means("HasAns_", answerable) if answerable else {}
    found |= _means("NoAns_", unanswerable) if unanswerable else {}
    always = _means("always_", scored)
    found |= {name: always[name] for name in ("always_exact", "always_f1")}
    for name in ("exact", "f1") if unanswerable else ():
        found[f"best_{name}"], found[f"best_{name}_thresh"] = _best(scored, name)
    return found


def _means(before: str, scored: Sequence[SquadScored]) -> SquadFigures:
    return {
        f"{before}exact": 100 * sum(each.exact for each in scored) / len(scored),
        f"{before}f1": 100 * sum(each.f1 for each in scored) / len(scored),
        f"{before}total": len(scored),
    }


def _best(scored: Sequence[SquadScored], name: str) -> tuple[float, float | None]:
    """The best figure over all thresholds, and the lowest threshold that has it.

    As in the official script: it starts from abstaining everywhere and answers in the
    order of ``null_score``, questions with equal ones in the order of the file. (The
    script calls abstaining everywhere the threshold 0, as its scores are probabilities.)
    """
    total = best = float(sum(not each.answerable for each in scored))
    threshold: float | None = None
    for each in sorted(scored, key=lambda each: each.null_score):
        if each.answerable:
            total += float(getattr(each, name))
        elif each.said:
            total -= 1
        if total > best:
            # JSON has no infinity, which a reader that found no span leaves.
            best, threshold = total, min(each.null_score, sys.float_info.max)
    return 100 * best / len(scored), threshold
