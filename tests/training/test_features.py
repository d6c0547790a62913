"""From answers in characters to answers in pieces, and into batches."""

import random

from hypothesis import given
from hypothesis import strategies as st

from index.encoding.tokenizer import load_tokenizer
from index.reading.windows import question_pieces, windows
from index.shipped import MODELS
from index.span import Span
from training.batches import batches
from training.data.example import Example
from training.encoder.pairs import Pair, paired
from training.reader.features import encoded
from training.reader.input import Input

TOKENIZER = load_tokenizer(MODELS / "tokenizer.json")
WORDS = (
    "Le 13 septembre, l’oblast de l'Amour « a reçu » Kim Jong-un ; 12 500 témoins (environ)".split()
)


def features(example: Example, longest: int = 200) -> Input:
    ((_, found),) = encoded(TOKENIZER, [example], longest, seed=1)
    return found


def shown(found: Input, answer: int = 0) -> list[str]:
    spans = found.answers[answer]
    return [TOKENIZER.decode(found.ids[first : last + 1]).strip() for first, last in spans]


def test_the_layout_is_the_readers() -> None:
    found = features(Example("Qui ?", "Odile parle.", ((Span(0, 5),),), "g", "a"))
    question = TOKENIZER.encode("Qui ?", add_special_tokens=False).ids
    passage = TOKENIZER.encode("Odile parle.", add_special_tokens=False).ids
    assert found.ids == [0, *question, 2, 2, *passage, 2]
    assert found.ids[found.first] == passage[0]
    assert shown(found) == ["Odile"]


def test_titled_inputs_are_those_that_the_service_reads() -> None:
    example = Example("Qui ?", "Odile parle.", ((Span(0, 5),),), "g", "a", "Un pont à Lyon")
    ((_, found),) = encoded(TOKENIZER, [example], 64, seed=1, titled=1)
    question = question_pieces(TOKENIZER, example.question)
    (window,) = windows(TOKENIZER, question, [example.passage], [example.title], 64, 8)
    assert (found.ids, found.first) == (window.ids, window.first)
    assert shown(found) == ["Odile"]


@given(st.data())
def test_words_are_found_again(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=120))
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(first + 5, len(words) - 1)))
    text = " ".join(words)
    start = len(" ".join(words[:first])) + (first > 0)
    answer = " ".join(words[first : last + 1])
    found = features(Example("Qui ?", text, ((Span(start, start + len(answer)),),), "g", "a"), 64)
    assert len(found.ids) <= 64
    pieces = TOKENIZER.encode(answer, add_special_tokens=False).ids
    squeezed = TOKENIZER.decode(pieces).replace(" ", "")
    assert [each.replace(" ", "") for each in shown(found)] == [squeezed]


def test_an_enumeration_keeps_its_spans_and_what_is_cut_off_is_no_answer() -> None:
    text = "Odile parle. " + "La pluie tombe. " * 100 + "Paul dort."
    both = (Span(0, 5), Span(text.index("Paul"), text.index("Paul") + 4))
    found = features(Example("Qui ?", text, (both, (both[0],)), "g", "a"), 64)
    assert [shown(found, n) for n in range(len(found.answers))] in ([], [["Odile"]])
    whole = features(
        Example("Qui ?", "Odile parle, Paul dort.", ((Span(0, 5), Span(13, 17)),), "g", "a")
    )
    assert shown(whole) == ["Odile", "Paul"]


def test_pairs_have_prefixes_titles_and_hard_negatives() -> None:
    asked = [
        Example("Qui ?", "Odile parle.", ((Span(0, 5),),), "g", "a"),
        Example("Qui ?", "Il pleut.", (), "g", "a"),
        Example("Quand ?", "Il pleut.", (), "h", "a"),
    ]
    (pair,) = paired(TOKENIZER, asked, {"a": "Titre"}, 100, titled=1.0, seed=1)
    assert pair.question == TOKENIZER.encode("query: Qui ?").ids
    assert pair.positive == TOKENIZER.encode("passage: Titre\nOdile parle.").ids
    assert pair.negatives == (TOKENIZER.encode("passage: Titre\nIl pleut.").ids,)
    (bare,) = paired(TOKENIZER, asked, {"a": "Titre"}, 100, titled=0.0, seed=1)
    assert bare.positive == TOKENIZER.encode("passage: Odile parle.").ids


@given(st.lists(st.integers(1, 50), max_size=60), st.integers(50, 300), st.integers())
def test_every_group_is_in_one_batch_and_batches_are_not_too_large(
    widths: list[int], pieces: int, seed: int
) -> None:
    pairs = [Pair([1], [1] * width, (), str(n)) for n, width in enumerate(widths)]
    found = batches(pairs, pieces, random.Random(seed))
    assert sorted(pair.key for one in found for pair in one) == sorted(pair.key for pair in pairs)
    for one in found:
        assert len(one) == 1 or len(one) * max(pair.width for pair in one) <= pieces
