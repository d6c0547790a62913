"""Whether two questions whose vectors are near may be the same question."""

from index.curated.marks import Marks, marks
from index.curated.vocabulary import QUANTITIES
from index.text.terms import has_content


def agree(one: str, other: str) -> bool:
    """Whether nothing that is plain to see tells the two questions apart.

    They must ask for the same kind of thing, name the same names in the same order and the
    same numbers, days and months, both be negated or neither, and not use opposite words or
    opposite tenses. True says no more than that: "Who was it?" agrees with any "who".
    """
    first, second = marks(one), marks(other)
    return (
        first.kind == second.kind
        and first.quantities == second.quantities
        and first.negated == second.negated
        and first.agents - {"who", "whom", "qui"} == second.agents - {"who", "whom", "qui"}
        and _same_names(first, second)
        and _same_order(first, second)
        and not _opposed(first, second)
        and not _other_times(first, second)
    )


def _same_names(first: Marks, second: Marks) -> bool:
    # One of them may be typed without capitals, so that its names are words as others.
    if not (set(first.names) <= second.words and set(second.names) <= first.words):
        return False
    names = {*first.names, *second.names}
    return [w for w in first.folded if w in names] == [w for w in second.folded if w in names]


def _same_order(first: Marks, second: Marks) -> bool:
    """Whether the words that both have are in one order but for one that moved, as a verb
    does in French: "Does the pass include the museum?" is not asked the other way round."""
    shared = (first.words & second.words) - QUANTITIES.keys()
    one, other = (
        [w for w in each.folded if w in shared and has_content(w)] for each in (first, second)
    )
    if sorted(one) != sorted(other):
        return True
    return one == other or any(
        [w for w in one if w != moved] == [w for w in other if w != moved] for moved in one
    )


def _opposed(first: Marks, second: Marks) -> bool:
    return any(
        (left and not right and yours and not mine) or (right and not left and mine and not yours)
        for (left, right), (mine, yours) in zip(first.sides, second.sides, strict=True)
    )


def _other_times(first: Marks, second: Marks) -> bool:
    will, was = first.tense
    return (will and not was and second.tense == (False, True)) or (
        was and not will and second.tense == (True, False)
    )
