"""Answers spread over several places, as bags of tokens."""

import pytest

from index.evaluation.normalisation import french_tokens
from index.evaluation.span_set import SpanSet, set_f1


@pytest.mark.parametrize(
    ("spans", "starts", "bag"),
    [
        (["Awa Diop", "Jean Roy"], [], ["awa", "diop", "jean", "roy"]),
        (["Roy", "Awa Diop", "Jean Roy"], [], ["awa", "diop", "jean", "roy"]),
        (["Awa Diop", "Diop Awa"], [], ["awa", "diop", "diop", "awa"]),
        (["Awa", "l’Awa", "Awa"], [], ["awa"]),
        (["Awa", "Awa"], [0, 40], ["awa", "awa"]),
        (["Awa Diop", "Diop et Roy"], [10, 14], ["awa", "diop", "et", "roy"]),
        (["Roy", "Jean Roy", "Awa"], [25, 20, 0], ["awa", "jean", "roy"]),
        (["ab", "cd"], [0, 2], ["ab", "cd"]),
        ([], [], []),
    ],
)
def test_what_several_spans_cover_counts_once(
    spans: list[str], starts: list[int], bag: list[str]
) -> None:
    assert sorted(SpanSet(spans, starts).bag(french_tokens)) == sorted(bag)


def test_f1_of_bags_is_the_best_over_the_known_sets() -> None:
    known = [SpanSet(["Awa Diop"]), SpanSet(["Awa Diop", "Jean Roy", "Li Na"])]
    for spans, f1 in [
        (["Li Na", "Awa Diop", "Jean Roy"], 1),
        (["Jean Roy", "Li Na"], 2 * 4 / 10),
        (["Diop"], 2 / 3),
        (["Paul"], 0),
        ([], 0),
    ]:
        assert set_f1(SpanSet(spans), known, french_tokens) == pytest.approx(f1)
    assert set_f1(SpanSet(["Awa"]), [], french_tokens) == 0
