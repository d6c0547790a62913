"""Questions whose time is over: what was read by then, or that nothing was."""

import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from haystack import Document

from index.clock import Deadline
from index.errors import QuestionTimedOut
from index.onnx import OnnxModel
from index.reading import OnnxExtractiveReader
from index.reading.onnx_reader import ReadSoFar
from index.shipped import MODELS

TEXT = "Le maire a planté 12 tilleuls. Il a arraché 3 platanes."
PASSAGES = [
    "La fête a attiré 900 personnes sur la place du marché, selon la mairie.",
    "Le pont de Brisemont a été inauguré mardi par la ministre Odile Ferrand.",
    "La fanfare a joué longtemps et les enfants ont mangé des gaufres.",
    "Le stade de Corvelin a été inauguré en 1998 par Marcel Aubanel.",
]
QUESTION = "Qui a inauguré le pont de Brisemont ?"


class Stoppable:
    """A reader that reads ``most`` documents and is then out of time."""

    def __init__(self, reader, most):
        self._reader, self._most, self.deadlines = reader, most, []

    def run(self, query, documents):
        return self._reader.run(query, documents)

    def run_until(self, query, documents, deadline):
        self.deadlines.append(deadline)
        read = documents[: self._most]
        answers = self.run(query, read)["answers"]
        return ReadSoFar(answers, len(read), len(read) == len(documents))


@pytest.fixture
def two(desk, make_article):
    """A desk with two passages."""
    for name in "ab":
        desk.engine.put(make_article(name, f"{TEXT} {name}"))
    return desk


@pytest.mark.parametrize(("most", "articles", "partial"), [(1, 1, True), (2, 2, False)])
def test_the_best_of_what_was_read(two, most, articles, partial):
    two.answerer.finder.reader = Stoppable(two.reader, most)
    reply = two.engine.ask("Combien de tilleuls ?", seconds=60)
    cited = {place.article_id for answer in reply.answers for place in answer.citations}
    assert (len(cited), reply.partial, reply.answered) == (articles, partial, True)
    assert len(reply.passages) == 2


def test_a_partial_reply_can_decline(two):
    two.answerer.finder.reader = Stoppable(two.reader, 1)
    two.reader.margin = -3.0
    reply = two.engine.ask("Combien de tilleuls ?", seconds=60)
    assert (reply.answered, reply.partial, reply.no_answer_reason) == (
        False,
        True,
        "low_confidence",
    )


def test_probabilities_do_not_depend_on_what_was_not_read(two):
    whole = two.engine.ask("Combien de tilleuls ?")
    two.answerer.finder.reader = Stoppable(two.reader, 1)
    part = two.engine.ask("Combien de tilleuls ?", seconds=60)
    scores = {answer.text: answer.score for answer in whole.answers}
    assert part.answers
    assert all(scores[answer.text] == answer.score for answer in part.answers)


def test_nothing_read_is_no_reply(two):
    two.answerer.finder.reader = Stoppable(two.reader, 0)
    with pytest.raises(QuestionTimedOut):
        two.engine.ask("Combien de tilleuls ?", seconds=60)


def test_no_passages_are_read_at_once(desk):
    desk.answerer.finder.reader = Stoppable(desk.reader, 0)
    reply = desk.engine.ask("Combien ?", seconds=60)
    assert (reply.no_answer_reason, reply.partial) == ("empty_index", False)


def test_a_reader_that_cannot_stop_is_not_begun_too_late_and_finishes(two):
    with pytest.raises(QuestionTimedOut):
        two.engine.ask("Combien de tilleuls ?", seconds=0.0)
    assert two.reader.seen == []
    two.reader.before = lambda: time.sleep(0.3)
    reply = two.engine.ask("Combien de tilleuls ?", seconds=0.25)
    assert reply.answered and not reply.partial


def test_time_is_kept_back_for_what_comes_after_reading(two):
    two.answerer.finder.reader = stoppable = Stoppable(two.reader, 2)
    for seconds in (None, 60.0, 0.2):
        two.engine.ask("Combien ?", seconds=seconds)
    never, long, short = (deadline.left() for deadline in stoppable.deadlines)
    assert never is None
    assert 0 < long <= 59.9
    assert short <= 0.15


def test_deadlines():
    assert (Deadline(None).left(), Deadline(None).passed()) == (None, False)
    assert (Deadline(-1).left(), Deadline(0).passed()) == (0.0, True)
    assert 0 < Deadline(9).left() <= 9 and not Deadline(9).passed()


@pytest.fixture(scope="module")
def reader():
    loaded = OnnxExtractiveReader(threads=2)
    loaded.warm_up()
    return loaded


def _documents():
    return [Document(content=content) for content in PASSAGES]


def _told(answers):
    return [(each.data, each.score, each.meta, each.document.content) for each in answers]


@pytest.mark.parametrize("seconds", [None, 600, 4.9])
def test_with_time_enough_every_answer_is_the_same_to_the_last_bit(reader, seconds):
    whole = _told(reader.run(QUESTION, _documents())["answers"])
    read = reader.run_until(QUESTION, _documents(), Deadline(seconds))
    assert (_told(read.answers), read.begun, read.complete) == (whole, len(PASSAGES), True)
    assert "Odile Ferrand" in whole[0][0]


class Cut:
    """A model whose time is over after ``most`` rows."""

    def __init__(self, model, most):
        self._model, self._most = model, most

    def run_until(self, rows, deadline):
        done = self._model.run(rows)
        return [each if number < self._most else None for number, each in enumerate(done)]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_the_first_passages_are_read_and_their_answers_stay_the_same(reader, most):
    whole = _told(reader.run(QUESTION, _documents())["answers"])
    cut = OnnxExtractiveReader(threads=2)
    cut._tokenizer, cut._model = reader._tokenizer, Cut(reader._model, most)
    read = cut.run_until(QUESTION, _documents(), Deadline(1))
    assert (read.begun, read.complete) == (most, False)
    assert _told(read.answers) == [each for each in whole if each[3] in PASSAGES[:most]]


def test_a_run_that_is_broken_off_leaves_the_model_as_it_was():
    model = OnnxModel(MODELS / "encoder.onnx", threads=1)
    rows = [[0, *range(100, 500), 2] for _ in range(40)]
    before = model.run(rows[:1])
    done = model.run_until(rows, Deadline(0.01))
    after = model.run_until(rows[:1], Deadline(None))
    assert done[-1] is None
    assert all(each is None or (each[0] == before[0][0]).all() for each in done)
    assert (after[0][0] == before[0][0]).all()


def test_a_short_call_does_not_wait_for_a_long_one():
    model = OnnxModel(MODELS / "encoder.onnx", threads=1)
    rows = [[0, *range(100, 100 + length), 2] for length in range(40, 100)]
    alone = [model.run([row]) for row in rows[:4]]
    with ThreadPoolExecutor(1) as pool:
        storing = pool.submit(model.run, rows)
        wait([storing], timeout=0.05)  # it has begun
        judged = model.run(rows[:4])
        assert not storing.done()
        every = storing.result()
    for (one,), among, late in zip(alone, judged, every[:4], strict=True):
        assert (one[0] == among[0]).all() and (one[0] == late[0]).all()


def test_nothing_else_of_a_reply_changes_with_a_deadline(desk, make_article):
    desk.engine.put(make_article("a", TEXT))
    plain = desk.engine.ask("Combien de tilleuls ?")
    timed = desk.engine.ask("Combien de tilleuls ?", seconds=60)
    assert replace(timed, timings_ms={}) == replace(plain, timings_ms={})
