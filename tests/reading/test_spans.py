"""From logits to spans, by hand."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.reading.spans import OUTSIDE, ReadSpan, best_spans
from index.reading.tidying import tidied
from index.reading.windows import Window
from index.span import Span

CONTENT = "Ada Bo Cy Di Ed"
SPANS = [Span(0, 3), Span(3, 6), Span(6, 9), Span(9, 12), Span(12, 15)]

#: One question piece: <s> q </s> </s> Ada Bo Cy Di Ed </s>
WINDOW = Window(document=7, ids=[0, 50, 2, 2, 11, 12, 13, 14, 15, 2], first=4, spans=SPANS)


def read(start: list[float], end: list[float], longest: int = 5, count: int = 1) -> list[ReadSpan]:
    """``start`` and ``end`` of "no answer", then of the five words; all else is high."""
    padded = [
        np.array([values[0], 90, 90, 90, *values[1:], 90], dtype=np.float32)
        for values in (start, end)
    ]
    return list(best_spans(WINDOW, *padded, CONTENT, longest, count))


def words(found: list[ReadSpan]) -> list[str]:
    return [each.span.within(CONTENT) for each in found]


def test_margin_and_null_score_are_exact() -> None:
    found = read([0.5, 0, 4, 0, 0, 0], [0.25, 0, 0, 3, 0, 0])
    assert found == [ReadSpan(7, Span(4, 9), margin=4 + 3 - 0.75, null_score=0.75)]
    assert words(found) == ["Bo Cy"]


def test_a_span_ends_no_earlier_than_it_starts() -> None:
    found = read([0, 0, 0, 0, 9, 0], [0, 9, 0, 0, 1, 2])
    assert words(found) == ["Di Ed"]
    assert found[0].margin == 11


def test_question_and_separators_are_never_read() -> None:
    assert words(read([0, 0, 0, 1, 0, 0], [0, 0, 0, 1, 0, 0])) == ["Cy"]


def test_longest() -> None:
    start, end = [0, 9, 0, 0, 0, 0], [0, 0, 0, 1, 0, 9]
    assert words(read(start, end, longest=5)) == ["Ada Bo Cy Di Ed"]
    assert words(read(start, end, longest=4)) == ["Ada Bo Cy"]
    assert words(read(start, end, longest=1)) == ["Ada"]


def test_several_do_not_overlap() -> None:
    found = read([0, 9, 8, 0, 7, 0], [0, 0, 9, 8, 0, 7], count=5)
    assert words(found) == ["Ada Bo", "Di Ed", "Cy"]
    assert [each.margin for each in found] == [18, 14, 8]
    for one in found:
        assert sum(one.span.overlaps(other.span) for other in found) == 1


@pytest.mark.parametrize("count", [0, 1, 3, 50])
def test_count(count: int) -> None:
    assert len(read([0] * 6, [0] * 6, longest=1, count=count)) == min(count, 5)


def test_a_worse_answer_than_none_has_a_negative_margin() -> None:
    assert read([5, 1, 0, 0, 0, 0], [5, 1, 0, 0, 0, 0])[0].margin == -8


def test_pieces_of_nothing_but_space_are_no_answer() -> None:
    window = Window(0, [0, 2, 2, 9, 2], 3, [Span(0, 2)])
    logits = np.zeros(5, dtype=np.float32)
    assert list(best_spans(window, logits, logits, " ,", 5, 3)) == []


@given(st.lists(st.floats(-9, 9, width=32), min_size=12, max_size=12), st.integers(1, 5))
def test_the_best_is_the_best(values: list[float], longest: int) -> None:
    start, end = values[:6], values[6:]
    best = max(
        np.float32(start[i]) + np.float32(end[j])
        for i in range(1, 6)
        for j in range(i, min(i + longest, 6))
    )
    null = np.float32(start[0]) + np.float32(end[0])
    assert read(start, end, longest)[0].margin == pytest.approx(float(best - null), abs=1e-5)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (" 12 mars, ", "12 mars"),
        ("\u00a0Odile Ferrand\u202f;", "Odile Ferrand"),
        ("« Je pars", "Je pars"),
        ("Je pars »", "Je pars"),
        ("« Je pars »", "« Je pars »"),
        ("“Je pars", "Je pars"),
        ("(à Dakar", "à Dakar"),
        ("à Dakar)", "à Dakar"),
        ("(à Dakar)", "(à Dakar)"),
        ("Dakar (Sénégal)", "Dakar (Sénégal)"),
        ("« ( Dakar", "Dakar"),
        ("[…]", "[…]"),
        ("»", ""),
        ("« »", "« »"),
        (" ,;: ", ""),
        ("", ""),
        ("J.-C.", "J.-C."),
    ],
)
def test_tidied(given: str, expected: str) -> None:
    content = f"avant {given} après"
    span = tidied(content, Span(6, 6 + len(given)))
    assert span.within(content) == expected
    assert 6 <= span.start <= span.end <= 6 + len(given)


@pytest.mark.parametrize(
    ("content", "given", "expected"),
    [
        ("Les lancements ratés", "ments", "lancements"),
        ("Le Ghanéen dirige", "Gha", "Ghanéen"),
        ("Elle coûte 3,5 millions", "5", "3,5"),
        ("Elle coûte 12\u202f500 euros", "500", "12\u202f500"),
        ("À 12.30 heures", "12", "12.30"),
        ("C’est l’Élysée", "lysée", "Élysée"),
        ("Il a e\u0301te\u0301 battu", "te", "e\u0301te\u0301"),
        (
            "« Merci » et «\u00a0adieu\u00a0», dit-il",
            "Merci » et «\u00a0adieu",
            "« Merci » et «\u00a0adieu\u00a0»",
        ),
        ("à 680 km (425 miles) au nord", "680 km (425 miles", "680 km (425 miles)"),
        ("depuis 2019. Puis", "2019.", "2019"),
        ("aux U.S. hier", "U.S.", "U.S."),
        ("Il a dit… rien", "dit…", "dit…"),
    ],
)
def test_edges_are_mended(content: str, given: str, expected: str) -> None:
    start = content.index(given)
    assert tidied(content, Span(start, start + len(given))).within(content) == expected


@given(st.text(alphabet="«»“”()[] ,;:aé\u202f", max_size=30))
@example("(«»)(«")
def test_tidying_shrinks_and_ends(text: str) -> None:
    span = tidied(text, Span(0, len(text)))
    assert 0 <= span.start <= span.end <= len(text)
    assert tidied(text, span) == span


def test_what_lies_outside_counts_against_a_span() -> None:
    start = np.array([0.0, 9, 9, 9, 4, 0, 0, 0, 3, 9])
    end = np.array([0.0, 9, 9, 9, 3, 0, 0, 0, 3.75, 9])
    across = next(best_spans(WINDOW, start, end, CONTENT, 5, 1))
    assert across.span == Span(0, 15) and across.margin == 7.75
    inside = np.array([0, 9, 9, 9, 8, -2, -9, 1, 8, 9.0])
    found = next(best_spans(WINDOW, start, end, CONTENT, 5, 1, inside))
    # "Ada … Ed" loses half of the mean of 0, 1, 4, 0 and 0: logits are cut at -5.
    assert found.span == Span(0, 15)
    assert found.margin == pytest.approx(7.75 - OUTSIDE * 1)
    inside[5:8] = -9
    found = next(best_spans(WINDOW, start, end, CONTENT, 5, 1, inside))
    assert found.span == Span(0, 3) and found.margin == 7


def test_parts_that_one_of_two_windows_saw_are_kept() -> None:
    parts = (Span(0, 2), Span(5, 9))
    sure = ReadSpan(1, Span(0, 9), margin=3.0, null_score=0.0)
    several = ReadSpan(1, Span(0, 9), margin=2.0, null_score=0.5, parts=parts)
    for one, other in ((sure, several), (several, sure)):
        assert one.surest(other) == ReadSpan(1, Span(0, 9), 3.0, 0.0, parts)
    alone = several._replace(margin=4.0)
    assert alone.surest(sure) == sure.surest(alone) == alone
