"""Whether two questions whose vectors are near may be the same question."""

from index.curated.marks import Marks, marks
from index.curated.order import same_order
from index.curated.voice import are_one_way


def agree(one: str, other: str) -> bool:
    """Whether nothing that is plain to see tells the two questions apart.

    They must ask for the same kind of thing, name the same names in the same order and the
    same numbers, days and months, both be negated or neither, and both be of what was done
    to somebody or neither. Their words must be in one order, and there may be no opposite
    words or tenses. True says no more than that: "Who was it?" agrees with any "who".
    """
    first, second = marks(one), marks(other)
    return (
        first.kind == second.kind
        and _same_voice(first, second)
        and first.quantities == second.quantities
        and first.negated == second.negated
        and first.agents - {"who", "whom", "qui"} == second.agents - {"who", "whom", "qui"}
        and first.foreign == second.foreign
        and _same_names(first, second)
        and same_order(first, second)
        and not _opposed(first, second)
        and not _other_times(first, second)
    )


def _same_voice(first: Marks, second: Marks) -> bool:
    if first.passive == second.passive:
        return True
    passive, active = (first, second) if first.passive else (second, first)
    return are_one_way(" ".join(passive.folded), " ".join(active.folded))


def _same_names(first: Marks, second: Marks) -> bool:
    # One of them may be typed without capitals, so that its names are words as others.
    if not (set(first.names) <= second.words and set(second.names) <= first.words):
        return False
    names = {*first.names, *second.names}
    return [w for w in first.folded if w in names] == [w for w in second.folded if w in names]


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
