"""The crash harness notices what it is there to notice."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from haystack import Document

from benchmarks.crash.checking import Verdict, check
from benchmarks.crash.editions import edition
from benchmarks.crash.engine import open_cheap
from benchmarks.crash.expectation import Expectation
from benchmarks.crash.journal import Ending, Journal, read
from benchmarks.crash.subject import Subject
from benchmarks.crash.tally import bound
from index.ingesting import Submission

IDS = [f"port/{number}" for number in range(5)]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    opened = open_cheap(tmp_path / "data")
    opened.engine.ingestor.ingest([Submission(edition(name, 3)) for name in IDS])
    return opened


def expecting(**other: set[int | None]) -> Expectation:
    return Expectation({name: {3} for name in IDS} | other)


def judged(subject: Subject) -> Verdict:
    return check(subject, expecting())


def changed(subject: Subject, change: Callable[[list[Document]], list[Document]]) -> None:
    """The passages of one article, changed on their way into the store."""
    article = edition(IDS[0], 3)
    passages = subject.engine.store.passages_of(article.id)
    with subject.engine.store.writing() as writer:
        writer.replace(article, change(passages), subject.engine.ingestor.recipe, None)


def test_a_sound_store(subject: Subject) -> None:
    verdict = judged(subject)

    assert (verdict.lost, verdict.torn) == ([], [])
    assert verdict.state == dict.fromkeys(IDS, 3)
    assert verdict.passages > verdict.articles == len(IDS)


def test_an_acknowledged_article_that_is_gone(subject: Subject) -> None:
    subject.engine.delete(IDS[2])

    assert judged(subject).lost == [f"{IDS[2]}: is gone"]


def test_an_acknowledged_article_that_is_as_it_was_before(subject: Subject) -> None:
    subject.engine.put(edition(IDS[1], 2))

    assert judged(subject).lost == [f"{IDS[1]}: edition 2, not {{3}}"]


def test_a_deleted_article_that_is_back(subject: Subject) -> None:
    verdict = check(subject, expecting(**{IDS[4]: {None}}))

    assert verdict.lost == [f"{IDS[4]}: edition 3, not {{None}}"]


def test_an_article_that_nobody_sent(subject: Subject) -> None:
    subject.engine.put(replace(edition("other", 1), text="Rien."))

    verdict = judged(subject)
    assert any("other" in each for each in verdict.torn)
    assert verdict.lost == ["other: edition 1, not None"]


def _shifted(passages: list[Document]) -> list[Document]:
    meta = passages[1].meta | {"start": passages[1].meta["start"] + 1}
    return [passages[0], replace(passages[1], meta=meta), *passages[2:]]


def _flipped(passages: list[Document]) -> list[Document]:
    vector = list(passages[0].embedding or [])
    vector[7] = -vector[7]
    return [replace(passages[0], embedding=vector), *passages[1:]]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_shifted, "is not what its article says there"),
        (_flipped, "its vector is not that of its text"),
        (lambda passages: passages[1:], f"{IDS[0]}: passages"),
        (lambda passages: [], f"{IDS[0]}: passages"),
    ],
    ids=["offset", "vector", "passage", "passages"],
)
def test_an_article_that_is_not_whole(subject: Subject, change: Any, complaint: str) -> None:
    changed(subject, change)

    verdict = judged(subject)
    assert any(complaint in each for each in verdict.torn), verdict.torn
    assert verdict.lost == []


def test_a_passage_of_no_article(subject: Subject) -> None:
    left = subject.engine.store.passages_of(IDS[0])[0]
    subject.engine.delete(IDS[0])
    subject.passages.write_documents([left])

    verdict = check(subject, expecting(**{IDS[0]: {None}}))
    assert f"{left.id}: belongs to no article, or to what it was before" in verdict.torn
    assert any(each.startswith("doctor: ") for each in verdict.torn)


def test_half_of_what_was_to_be_stored_together(subject: Subject) -> None:
    expected = expecting(**{IDS[0]: {3, 4}, IDS[1]: {3, 4}})
    expected.together = [{IDS[0]: 4, IDS[1]: 4}]
    assert check(subject, expected).torn == []

    subject.engine.put(edition(IDS[0], 4))

    verdict = check(subject, expected)
    assert (verdict.lost, len(verdict.torn)) == ([], 1)
    assert verdict.torn[0].startswith("in part")


def test_what_a_journal_leads_to_expect(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    for number, ending in enumerate([Ending.DONE, Ending.REFUSED, Ending.DONE], start=1):
        journal.intend({"a": number, "b": number})
        journal.end(ending)
    journal.intend({"a": None, "c": 4})
    journal.intend({"b": None})
    journal.close()

    expected = Expectation.of([read(tmp_path / "journal")])

    assert expected.possible == {"a": {3, None}, "b": {3, None}, "c": {None, 4}}
    assert (expected.acknowledged, expected.cut) == (2, 2)
    assert expected.must_be_there() == set()
    assert expected.apart({"a": None, "b": 3}) == [{"a": None, "c": 4}]


def test_a_cut_change_of_what_was_cut_before(tmp_path: Path) -> None:
    """Both may have been applied, so that the first one shows in one of its articles only."""
    journal = Journal(tmp_path / "journal")
    journal.intend({"a": 5, "b": 5, "c": 5})
    journal.intend({"a": 6})
    journal.close()

    expected = Expectation.of([read(tmp_path / "journal")])

    assert expected.possible == {"a": {None, 5, 6}, "b": {None, 5}, "c": {None, 5}}
    assert expected.apart({"a": 6, "b": 5, "c": 5}) == []
    assert expected.apart({"a": 6, "b": None, "c": None}) == []
    assert expected.apart({"a": 6, "b": 5, "c": None}) == [{"b": 5, "c": 5}]


def test_an_observation_ends_what_was_uncertain(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.intend({"a": 1})
    journal.observe({"a": None})
    journal.intend({"a": None})
    journal.end(Ending.MISSING)
    assert Expectation.of([read(tmp_path / "journal")]).lost == []

    journal.observe({"a": 1})
    journal.intend({"a": None})
    journal.end(Ending.MISSING)
    [lost] = Expectation.of([read(tmp_path / "journal")]).lost
    assert lost.startswith("a: ")


def test_the_rule_of_three() -> None:
    assert (bound(0, 2000), bound(1, 2000), bound(0, 0)) == (0.0015, None, None)


#: Several articles, one transaction each: what the product must not do.
ONE_BY_ONE = """
from benchmarks.crash.run import run
from index.ingesting import Ingestor

whole = Ingestor.ingest
Ingestor.ingest = lambda self, all, **how: [whole(self, [one], **how)[0] for one in all]
torn = next((tally.torn for tally in run(24, seed=1) if tally.torn), [])
assert torn and all("in part" in each for each in torn), torn
"""


def test_kills_show_what_is_not_one_transaction(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},  # what bad rounds leave is kept there
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
