"""The reader: offsets, long documents, and everything that it can be asked."""

import inspect
import math
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from haystack import Document, ExtractedAnswer

from index.encoding.tokenizer import load_tokenizer
from index.errors import ModelDamaged
from index.onnx import OnnxModel
from index.reading import OnnxExtractiveReader, onnx_reader
from index.reading.windows import (
    LONGEST_QUESTION,
    LONGEST_TITLE,
    question_pieces,
    windows,
)
from index.shipped import MODELS, checksum

TOKENIZER = load_tokenizer(MODELS / "tokenizer.json")
QUESTION = "Qui a inauguré le pont de Brisemont ?"
SENTENCE = "Le pont de Brisemont a été inauguré mardi par la ministre Odile Ferrand."
FILLER = "La fanfare a joué longtemps et les enfants ont mangé des gaufres sous la pluie. "


def run(question: str, *contents: str | None, **settings: Any) -> list[ExtractedAnswer]:
    reader = OnnxExtractiveReader(threads=2, **settings)
    documents = [Document(content=content) for content in contents]
    return reader.run(query=question, documents=documents)["answers"]


def check(answers: list[ExtractedAnswer]) -> None:
    for one in answers:
        assert one.document is not None and one.document.content is not None
        assert one.document_offset is not None and one.context_offset is not None
        offset = one.document_offset
        assert one.document.content[offset.start : offset.end] == one.data
        assert one.context is not None
        assert one.context[one.context_offset.start : one.context_offset.end] == one.data
        assert one.data and one.data == one.data.strip()
        assert one.score == pytest.approx(1 / (1 + math.exp(-one.meta["margin"])))


def test_an_answer_with_its_place() -> None:
    answers = run(QUESTION, FILLER, SENTENCE)
    check(answers)
    assert "Odile Ferrand" in str(answers[0].data)
    assert answers[0].query == QUESTION
    assert [a.score for a in answers] == sorted((a.score for a in answers), reverse=True)


@pytest.mark.parametrize("before", [0, 12, 60])
def test_an_answer_far_into_a_document(before: int) -> None:
    content = FILLER * before + SENTENCE + " " + FILLER * 20
    pieces = len(TOKENIZER.encode(FILLER * before).ids)
    assert pieces > 1000 or before < 60
    answers = run(QUESTION, content, top_k=1)
    check(answers)
    offset = answers[0].document_offset
    assert offset is not None
    place = content.index(SENTENCE)
    assert place <= offset.start < offset.end <= place + len(SENTENCE)
    assert "Odile Ferrand" in str(answers[0].data)


def test_windows_hold_every_piece_in_order() -> None:
    content = FILLER * 30
    whole = TOKENIZER.encode(content, add_special_tokens=False)
    for longest, stride in [(128, 32), (64, 0), (384, 96)]:
        question = question_pieces(TOKENIZER, QUESTION)
        contents, titles = [content, "", "Fin."], ["", "", ""]
        found = list(windows(TOKENIZER, question, contents, titles, longest, stride))
        own = [window for window in found if window.document == 0]
        assert [w.document for w in found] == [0] * len(own) + [2]
        step = longest - len(question) - 4 - stride
        for number, window in enumerate(own):
            assert len(window.ids) <= longest
            size = len(window.spans)
            begin = number * step
            assert window.ids[window.first : -1] == whole.ids[begin : begin + size]
            assert window.ids[0] == 0 and window.ids[-1] == 2
            assert window.ids[window.first - 2 : window.first] == [2, 2]
            assert [tuple(span) for span in window.spans] == whole.offsets[begin : begin + size]
        assert own[-1].spans[-1].end == len(content.rstrip()) or own[-1].spans[-1].end == len(
            content
        )


def test_a_title_stands_in_front_of_every_window_of_its_document() -> None:
    title = "Inauguration à Brisemont"
    pieces = TOKENIZER.encode(title, add_special_tokens=False).ids
    question = question_pieces(TOKENIZER, QUESTION)
    contents, titles = [FILLER * 30, "Fin."], [title, title * 20]
    found = list(windows(TOKENIZER, question, contents, titles, 128, 32))
    for window in found[:-1]:
        assert len(window.ids) <= 128
        assert window.ids[: window.first] == [0, *question, 2, 2, *pieces, 2]
    assert found[-1].first == 1 + len(question) + 2 + LONGEST_TITLE + 1  # a long one is cut
    assert found[-1].ids[found[-1].first : -1] == TOKENIZER.encode("Fin.").ids[1:-1]


def test_a_title_is_read_and_never_answered_from() -> None:
    asked = "Où le pont a-t-il été inauguré ?"
    reader = OnnxExtractiveReader(threads=2)
    document = Document(content="Odile Ferrand l'a inauguré.", meta={"title": "Un pont à Alger"})
    titled = reader.run(query=asked, documents=[document])["answers"]
    check(titled)
    plain = OnnxExtractiveReader(threads=2, title_field="").run(asked, [document])["answers"]
    bare = reader.run(query=asked, documents=[Document(content=document.content)])["answers"]
    assert [a.meta["margin"] for a in plain] == [a.meta["margin"] for a in bare]
    assert [a.meta["margin"] for a in titled] != [a.meta["margin"] for a in bare]


def test_a_long_question_is_cut_and_never_read() -> None:
    question = QUESTION + " Odile Ferrand" * 200
    assert len(question_pieces(TOKENIZER, question)) == LONGEST_QUESTION
    for settings in ({}, {"max_seq_length": 160, "stride": 64}):
        answers = run(question, SENTENCE, FILLER * 20, **settings)
        assert answers
        check(answers)
        assert answers[0].query == question


@pytest.mark.parametrize("question", ["", "?", "</s></s>", "🎉" * 100, "\0", "東京"])
def test_odd_questions(question: str) -> None:
    check(run(question, SENTENCE))


@pytest.mark.parametrize("content", [None, "", " \n\u00a0", "\u200b", "\ufeff", "\0"])
def test_documents_with_nothing_to_read(content: str | None) -> None:
    check(run(QUESTION, content, SENTENCE, content))
    check(run(QUESTION, content))
    assert run(QUESTION) == []


@pytest.mark.parametrize(
    "content",
    [
        "e\u0301te\u0301 \u202f« Odile\u00a0Ferrand\u202f» a inaugure\u0301 👩\u200d👩\u200d👧.",
        "ﬁn : ㎯ ﷺ Odile Ferrand a inauguré le pont.\r\n\r\nFin.",
        "</s> <mask> Odile Ferrand a inauguré le pont <pad><s>",
        "東京 Odile Ferrand",
        "x" * 3000,
    ],
)
def test_offsets_are_code_points_of_the_text_as_given(content: str) -> None:
    check(run(QUESTION, content, answers_per_seq=20, top_k=50))


def test_what_a_document_answers_does_not_depend_on_its_neighbours() -> None:
    contents = [SENTENCE, FILLER * 3, FILLER + SENTENCE, "Odile Ferrand est ministre.", FILLER * 40]
    together = run(QUESTION, *contents, top_k=50)
    (alone,) = run(QUESTION, SENTENCE, top_k=1)
    same = next(each for each in together if each.document and each.document.content == SENTENCE)
    assert (alone.data, alone.meta) == (same.data, same.meta)
    one_by_one = [each for content in contents for each in run(QUESTION, content)]
    assert {(a.data, a.meta["margin"]) for a in one_by_one} >= {
        (a.data, a.meta["margin"]) for a in together
    }


def test_top_k_and_thresholds() -> None:
    assert len(run(QUESTION, SENTENCE, FILLER, top_k=2)) == 2
    reader = OnnxExtractiveReader(threads=2, score_threshold=0.99999)
    documents = [Document(content=SENTENCE), Document(content=FILLER)]
    assert reader.run(QUESTION, documents)["answers"] == []
    # A threshold of zero is a threshold, and so is a `top_k` of zero.
    assert len(reader.run(QUESTION, documents, score_threshold=0)["answers"]) > 3
    assert reader.run(QUESTION, documents, score_threshold=0, top_k=0)["answers"] == []
    assert len(run(QUESTION, SENTENCE, answers_per_seq=1)) == 1


def test_no_answer() -> None:
    answers = run(QUESTION, SENTENCE, no_answer=True, top_k=2)
    assert len(answers) == 3
    none = answers[-1]
    assert none.data is None and none.document is None
    assert none.score == pytest.approx((1 - answers[0].score) * (1 - answers[1].score))
    reader = OnnxExtractiveReader(threads=2)
    (alone,) = reader.run(QUESTION, [], no_answer=True)["answers"]
    assert (alone.data, alone.score) == (None, 1)


def test_every_answer_is_given_once() -> None:
    content = FILLER * 10 + SENTENCE + FILLER * 10
    answers = run(QUESTION, content, top_k=50, max_seq_length=160, stride=80)
    places = [
        (a.document_offset.start, a.document_offset.end) for a in answers if a.document_offset
    ]
    assert len(set(places)) == len(places)


def test_an_answer_is_at_most_so_long() -> None:
    for one in run(QUESTION, SENTENCE, max_answer_pieces=1):
        assert len(TOKENIZER.encode(str(one.data), add_special_tokens=False).ids) <= 2


@pytest.mark.parametrize(
    "settings",
    [
        {"max_seq_length": 128, "stride": 96},
        {"max_seq_length": 513},
        {"max_seq_length": 52, "stride": 0},
        {"max_seq_length": 148, "stride": 96},
        {"stride": -1},
        {"stride": 384},
    ],
)
def test_windows_that_would_never_end(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="max_seq_length"):
        OnnxExtractiveReader(**settings)  # type: ignore[arg-type]


def test_sockets_are_those_of_the_transformers_reader() -> None:
    run_arguments = set(inspect.signature(OnnxExtractiveReader.run).parameters)
    assert {"query", "documents", "top_k", "score_threshold", "no_answer"} <= run_arguments
    sockets = OnnxExtractiveReader()
    assert set(sockets.__haystack_output__._sockets_dict) == {"answers"}  # type: ignore[attr-defined]


def test_name_and_damage(tmp_path: Path) -> None:
    assert OnnxExtractiveReader().name == f"onnx:{checksum(MODELS / 'reader.onnx')[:12]}"
    for path in MODELS.iterdir():
        if path.name != "SHA256SUMS":
            (tmp_path / path.name).symlink_to(path)
    right = (MODELS / "SHA256SUMS").read_text()
    (tmp_path / "SHA256SUMS").write_text(right)
    OnnxExtractiveReader(str(tmp_path)).warm_up()
    digest = checksum(MODELS / "reader.onnx")
    (tmp_path / "SHA256SUMS").write_text(right.replace(digest, "0" * 64))
    with pytest.raises(ModelDamaged, match=r"reader\.onnx"):
        OnnxExtractiveReader(str(tmp_path)).run(QUESTION, [Document(content=SENTENCE)])
    (tmp_path / "reader.onnx").unlink()
    with pytest.raises(ModelDamaged, match="is missing"):
        OnnxExtractiveReader(str(tmp_path)).warm_up()


def test_threads_that_ask_first_load_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    def slow(path: Path, threads: int) -> OnnxModel:
        loaded.append(path)
        time.sleep(0.1)
        return OnnxModel(path, threads)

    monkeypatch.setattr(onnx_reader, "OnnxModel", slow)
    reader = OnnxExtractiveReader(threads=1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: reader.warm_up(), range(4)))
    assert len(loaded) == 1
