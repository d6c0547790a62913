"""Earlier messages as turns."""

import pytest

from service.api.openai.conversation import Said, cited_articles, question_of
from service.api.problem import ProblemError


def said(*pairs):
    return [Said(role, text, ("messages", at)) for at, (role, text) in enumerate(pairs)]


def turns_of(asked):
    return [(turn.question, turn.answer) for turn in asked.conversation]


def test_each_question_goes_with_the_answer_that_followed():
    asked = question_of(
        said(
            ("system", "Be brief."),
            ("user", "Qui ?"),
            ("assistant", "Anna [1]\n\n[1] a: “Anna est là.”"),
            ("user", "Rien ?"),
            ("user", "Où ?"),
            ("tool", "x"),
            ("assistant", "À Lomé."),
            ("assistant", "Et ailleurs."),
            ("user", "Et quand ?"),
        )
    )

    assert asked.question == "Et quand ?"
    assert turns_of(asked) == [("Qui ?", "Anna"), ("Rien ?", None), ("Où ?", "À Lomé.")]


def test_what_follows_the_question_is_no_part_of_it():
    asked = question_of(said(("user", "Qui ?"), ("assistant", "Anna")))

    assert (asked.question, turns_of(asked)) == ("Qui ?", [])


def test_what_is_no_question_is_left_out():
    asked = question_of(
        said(
            ("user", "x" * 1001),
            ("user", " "),
            ("user", "Qui ?"),
            ("assistant", "y" * 4001),
            ("user", "Quand ?"),
            ("assistant", "a\0b"),
            ("user", "\0"),
            ("user", "Où ?"),
        )
    )

    assert turns_of(asked) == [("Qui ?", None), ("Quand ?", None)]


def test_the_last_turns_count():
    asked = question_of(said(*(("user", f"Q{number} ?") for number in range(50))))

    assert asked.question == "Q49 ?"
    assert [question for question, _ in turns_of(asked)] == [f"Q{n} ?" for n in range(29, 49)]


def test_without_a_user_there_is_no_question():
    with pytest.raises(ProblemError) as caught:
        question_of(said(("assistant", "Anna")))

    (error,) = caught.value.errors
    assert error.field == "messages"


def test_annotations_name_articles_in_both_forms():
    annotations = [
        {"type": "file_citation", "file_citation": {"file_id": "a"}},
        {"type": "file_citation", "file_id": "b"},
        {"type": "file_citation", "file_id": "a"},
        {"type": "url_citation", "url": "https://x.example"},
        {"type": "url_citation", "url_citation": {"url": "https://x.example", "article_id": "e"}},
        {"type": "url_citation", "url": "https://x.example", "article_id": "f"},
        {"type": "url_citation", "url": "https://x.example", "article_id": None},
        {"url_citation": [], "article_id": ["g"]},
        {"file_id": 3},
        {"file_id": ""},
        {"file_citation": None, "file_id": "c"},
        *({"file_id": f"d{number}"} for number in range(120)),
    ]

    assert cited_articles(annotations) == (
        *("a", "b", "e", "f", "c"),
        *(f"d{number}" for number in range(95)),
    )
