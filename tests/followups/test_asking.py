"""Follow-ups on their way through the engine, with stand-ins and with the shipped models."""

from typing import Any

from benchmarks.conversations.figures import measured, unchanged
from benchmarks.conversations.turns import FURTHER, TOPICS, conversations
from benchmarks.conversations.ways import with_turns, without
from index.citeqa import Citeqa
from index.reply import NoAnswerReason
from index.turn import Turn

TEXT = "Le maire a planté 12 tilleuls. Il a arraché 3 platanes. La fête a attiré 900 personnes."
PLANTED = Turn("Combien de tilleuls le maire a-t-il plantés ?", "12 tilleuls", ("b",))


def test_the_resolved_question_is_searched_for_read_and_shown(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT, language="fr"))
    searched, read = [], []
    embed, run = desk.text_embedder.run, desk.reader.run
    desk.text_embedder.run = lambda text: searched.append(text) or embed(text=text)
    desk.reader.run = lambda query, documents: read.append(query) or run(query, documents)

    reply = desk.engine.ask("Et les platanes ?", conversation=[PLANTED])

    assert reply.resolved_question == "Combien de platanes le maire a-t-il plantés ?"
    assert searched == read == [reply.resolved_question]
    assert reply.question == "Et les platanes ?"
    assert reply.answered


def test_what_may_stand_on_its_own_is_read_as_it_is_first(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("b", TEXT, language="fr"))
    read, run = [], desk.reader.run
    desk.reader.run = lambda query, documents: read.append(query) or run(query, documents)
    reply = desk.engine.ask("Qui a payé ?", conversation=[PLANTED])
    assert reply.answered
    assert reply.resolved_question is None
    assert read == ["Qui a payé ?"]

    read.clear()
    reply = desk.engine.ask("Qui a payé ?", conversation=[PLANTED], threshold=1.1)
    assert not reply.answered
    assert reply.resolved_question is None
    assert len(read) == 2
    assert read[1].startswith("Qui a payé ? (")


def test_what_the_turns_have_it_mean_is_answered_where_nothing_else_is(examples: Citeqa) -> None:
    strike = Turn("How long did the strike last?", "23-day", ("platinum-strike",))
    reply = examples.ask("Who was shot?", conversation=[strike])
    assert reply.resolved_question == "Who was shot? (the strike)"
    assert [each.text for each in reply.answers][:1] == ["Tebogo Lesufi"]


def test_the_language_is_that_of_the_question(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("b", TEXT, language="fr"))
    assert desk.engine.ask("Why?", conversation=[PLANTED]).question_language == "en"
    assert desk.engine.ask("Où ?", conversation=[PLANTED]).question_language == "fr"


def test_without_a_conversation_nothing_changes(desk: Any, make_article: Any) -> None:
    for name in "abc":
        desk.engine.put(make_article(name, TEXT, language="fr"))
    question = "Combien de platanes le maire a-t-il arrachés ?"
    plain = desk.engine.ask(question, debug=True)
    told = desk.engine.ask(question, debug=True, conversation=[PLANTED])
    assert plain.resolved_question is told.resolved_question is None
    assert (plain.answers, plain.passages, plain.debug) == (
        told.answers,
        told.passages,
        told.debug,
    )


def test_a_follow_up_prefers_the_cited_article_and_may_go_to_another(
    desk: Any, make_article: Any
) -> None:
    for name in "abcdef":
        desk.engine.put(make_article(name, f"{TEXT} C'était en ville {name}.", language="fr"))
    desk.engine.put(make_article("z", "Le maire a planté 12 tilleuls.", language="fr"))
    asked = "Où ?"

    def first(cited: str) -> str:
        turn = Turn(PLANTED.question, PLANTED.answer, (cited,))
        found = desk.engine.ask(asked, conversation=[turn]).passages
        assert len({each.meta["article_id"] for each in found}) > 1
        return str(found[0].meta["article_id"])

    assert [first(name) for name in "cz"] == ["c", "z"]


def test_a_filter_still_decides(desk: Any, make_article: Any) -> None:
    desk.engine.put(make_article("a", TEXT, language="fr"))
    english = {"field": "meta.language", "operator": "==", "value": "en"}
    reply = desk.engine.ask("Où ?", conversation=[PLANTED], filters=english)
    assert reply.no_answer_reason is NoAnswerReason.NO_RELEVANT_PASSAGE
    assert reply.resolved_question is not None


HELD = conversations()
MORE = [*conversations(FURTHER), *conversations(TOPICS)]


def test_the_conversations_are_what_they_are_said_to_be() -> None:
    assert len(HELD) == 40
    assert sum(turns[0].split == "held-out" for turns in HELD) == 20
    assert sum(turns[0].id.startswith("fr") for turns in HELD) == 20
    later = [turn for turns in HELD for turn in turns[1:]]
    assert sum(turn.alone is None for turn in later) >= 8
    assert sum(not turn.gold for turn in later) >= 8


def test_the_known_answers_are_in_the_articles(examples: Citeqa) -> None:
    for turn in (turn for turns in [*HELD, *MORE] for turn in turns):
        for gold in turn.gold:
            text = examples.article(gold.article).article.text
            assert all(answer in text for answer in gold.answers), turn


def test_every_question_that_stands_on_its_own_is_left_as_it_is() -> None:
    tally = unchanged(HELD)
    assert (tally.right, tally.turns) == (51, 51)


def test_what_changes_the_topic_is_what_it_is_said_to_be() -> None:
    later = [turn for turns in conversations(TOPICS) for turn in turns[1:]]
    assert len(later) >= 60
    assert all(turn.alone is None for turn in later)
    assert sum(turn.split == "held-out" for turn in later) == len(later) / 2
    assert sum(turn.alone is not None for turns in conversations(FURTHER) for turn in turns) >= 20


#: Few enough for a test; ``python -m benchmarks.conversations`` holds them all.
SOME = {"fr-04", "fr-12", "fr-16", "en-01", "en-11", "en-19"}


def test_the_turns_before_help(examples: Citeqa) -> None:
    some = [turns for turns in HELD if turns[0].id in SOME]
    before, after = (measured(examples, some, way) for way in (without, with_turns))
    assert before.right.turns == after.right.turns == 11
    assert before.right.right <= 6
    assert after.right.right >= 10
    assert (after.declined.right, after.declined.turns) == (1, 1)
    assert (after.standing.right, after.standing.turns) == (1, 1)
