"""What two answers must share to be the same, officially and with French articles."""

import pytest

from index.evaluation.normalisation import french_tokens, official_tokens


@pytest.mark.parametrize(
    ("text", "official", "french"),
    [
        ("The cat's a hat", ["cats", "hat"], ["cat", "s", "hat"]),
        ("l'eau d'une île", ["leau", "dune", "île"], ["eau", "île"]),
        ("l’eau", ["l’eau"], ["eau"]),
        ("La Paz, un an", ["la", "paz", "un"], ["paz"]),
        ("« Le Monde »", ["«", "le", "monde", "»"], ["monde"]),
        ("Kim Jong-un", ["kim", "jongun"], ["kim", "jong"]),
        ("du pain et des jeux", ["du", "pain", "et", "des", "jeux"], ["pain", "et", "jeux"]),
        ("a-the-b", ["atheb"], ["b"]),
        ("3,5 %", ["35"], ["3", "5"]),
        ("à l'", ["à", "l"], ["à"]),
        ("THE", [], []),
        ("", [], []),
    ],
)
def test_tokens(text: str, official: list[str], french: list[str]) -> None:
    assert official_tokens(text) == official
    assert french_tokens(text) == french
