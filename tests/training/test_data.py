"""From files of questions to examples: answers are where the files say."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.span import Span
from training.data.example import Example
from training.data.mixture import examples
from training.data.news import example, read_news
from training.data.overlap import Overlap
from training.data.perturb import keywords, misspelt, perturbed, without_accents
from training.data.squad import examples as squad_examples
from training.data.squad import held_out_titles, read_paragraphs
from training.data.translated import crossed

CONTEXT = "Le pont de Brisemont a été inauguré mardi par Odile Ferrand."


def squad(
    path: Path, *questions: dict[str, Any], context: str = CONTEXT, title: str = "Ponts"
) -> Path:
    data = {
        "data": [{"title": title, "paragraphs": [{"context": context, "qas": list(questions)}]}]
    }
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(data, file)
    return path


def asked(number: str, question: str, *answers: str) -> dict[str, Any]:
    found = [{"text": text, "answer_start": CONTEXT.index(text)} for text in answers]
    return {"id": number, "question": question, "answers": found}


def said(each: Example) -> list[list[str]]:
    return [[span.within(each.passage) for span in answer] for answer in each.answers]


def test_answers_are_spans_of_the_paragraph(tmp_path: Path) -> None:
    impossible = {**asked("3", "Qui dort ?"), "is_impossible": True}
    path = squad(
        tmp_path / "a.gz",
        asked("1", "Qui ?", "Odile Ferrand", "Ferrand", "Odile Ferrand"),
        {"id": "2", "question": "Quand ?", "answers": [{"text": "mardi", "answer_start": 3}]},
        impossible,
    )
    found = list(squad_examples(read_paragraphs(path), "a"))
    assert [said(each) for each in found] == [[["Odile Ferrand"], ["Ferrand"]], []]
    assert [each.group for each in found] == ["a:1", "a:3"]
    assert not list(squad_examples(read_paragraphs(path), "a", frozenset("123")))


def test_the_held_out_titles_are_always_the_same() -> None:
    titles = [str(number % 100) for number in range(300)]
    held = held_out_titles(titles)
    assert len(held) == 60 and held == held_out_titles(titles[::-1])
    assert held != frozenset(sorted(set(titles))[:60])


def test_a_question_in_another_language(tmp_path: Path) -> None:
    italian = squad(tmp_path / "it.gz", asked("1", "Chi?", "Odile"), asked("9", "Dove?", "pont"))
    french = squad(
        tmp_path / "fr.gz", asked("1", "Qui ?", "Odile Ferrand"), asked("8", "Où ?", "pont")
    )
    (found,) = crossed(italian, french, frozenset())
    assert found.question == "Chi?" and said(found) == [["Odile Ferrand"]]


ARTICLE = {
    "id": "n1",
    "title": "Un pont",
    "source": "Le Pont",
    "published_at": "2024-05-06",
    "language": "fr",
    "text": "Odile Ferrand a parlé. Puis Paul Vidal a chanté.\n\n" + "La pluie est tombée. " * 60,
}


def news(folder: Path) -> tuple[list[Path], list[Path]]:
    spans, starts = ["Odile Ferrand", "Paul Vidal"], [0, ARTICLE["text"].index("Paul")]
    gold = {
        "article": "n1",
        "answers": ["Odile Ferrand"],
        "starts": [0],
        "sets": [{"spans": spans, "starts": starts}],
    }
    questions = [
        {"id": "1", "article": "n1", "question": "Qui était là ?", "gold": [gold]},
        {"id": "2", "article": "n1", "question": "Qui est parti ?", "gold": []},
    ]
    paths = folder / "articles.jsonl", folder / "questions.jsonl"
    paths[0].write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    paths[1].write_text("".join(json.dumps(q) + "\n" for q in questions), encoding="utf-8")
    return [paths[0]], [paths[1]]


def test_news_are_cut_as_the_service_cuts_them_and_enumerations_stay_whole(tmp_path: Path) -> None:
    found = read_news(*news(tmp_path))
    assert len(found.passages) > 1
    for passage in found.passages:
        assert ARTICLE["text"][passage.start : passage.end] == passage.text
    first = example(found, found.questions[0], found.passages[0])
    assert said(first) == [["Odile Ferrand", "Paul Vidal"], ["Odile Ferrand"]]
    assert example(found, found.questions[0], found.passages[-1]).answers == ()


def test_a_mixture_has_negatives_and_depends_on_the_seed_alone(tmp_path: Path) -> None:
    news(tmp_path)
    source = {
        "kind": "news",
        "articles": ["articles.jsonl"],
        "questions": ["questions.jsonl"],
        "negatives": 1,
        "weight": 2,
    }
    recipe = {"seed": 3, "sources": [source]}
    found = examples(recipe, tmp_path, 0)
    assert found == examples(recipe, tmp_path, 0)
    assert len({each.group for each in found}) == 4
    answered = [each for each in found if "news:1" in each.group]
    assert sorted(bool(each.answers) for each in answered) == [False, False, True, True]
    assert all(not each.answers for each in found if "news:2" in each.group)


@pytest.mark.parametrize("titles", [True, False])
def test_paragraphs_have_their_own_titles_where_these_say_something(
    tmp_path: Path, titles: bool
) -> None:
    def article(title: str, context: str, *questions: dict[str, Any]) -> dict[str, Any]:
        return {"title": title, "paragraphs": [{"context": context, "qas": list(questions)}]}

    answer = {"text": "Odile", "answer_start": 0}
    question = {"id": "1", "question": "Qui parle ?", "answers": [answer]}
    data = [article("Le__pont", "Odile parle.", question), article("La_pluie", "Qui parle ici ?")]
    (tmp_path / "a.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    source = {"kind": "squad", "file": "a.json", "negatives": 1, "weight": 1, "titles": titles}
    found = examples({"seed": 1, "sources": [source]}, tmp_path, 0)
    assert [(each.passage, bool(each.answers)) for each in found] == [
        ("Odile parle.", True),
        ("Qui parle ici ?", False),
    ]
    assert [each.title for each in found] == (["Le pont", "La pluie"] if titles else ["", ""])


def test_overlap_finds_what_shares_rare_words() -> None:
    overlap = Overlap(["le pont de bois", "le pont de pierre", "la pluie"])
    assert overlap.nearest("un pont de pierres ?", 2) == [1, 0]
    assert overlap.nearest("zzz", 2) == []


def test_variants_of_a_question() -> None:
    assert without_accents("Où est né Zoé ?") == "Ou est ne Zoe ?"
    assert keywords("Combien de temps a duré la poignée de main ?") == "temps duré poignée main"
    assert keywords("Qui est là ?") == "Qui est là ?"
    changed = misspelt("Que dit Choïgou ?", random.Random(1))
    assert changed != "Que dit Choïgou ?" and abs(len(changed) - 17) <= 1
    assert misspelt("que dit-il ?", random.Random(1)) == "que dit-il ?"


@given(st.text(min_size=1), st.integers())
def test_any_question_has_variants(question: str, seed: int) -> None:
    perturbed(question, random.Random(seed))


@pytest.mark.parametrize("start", [0, 3])
def test_example_keeps_its_passage_when_asked_otherwise(start: int) -> None:
    one = Example("Qui ?", CONTEXT, ((Span(start, start + 2),),), "g", "a")
    assert one.asking("Who?") == Example("Who?", CONTEXT, one.answers, "g", "a")
