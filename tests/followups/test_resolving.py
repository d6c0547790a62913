"""Follow-ups, and the questions that they are turned into."""

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.followups import resolve as resolved_by
from index.followups import spoken
from index.turn import Turn

MAYOR = Turn("Qui a inauguré le pont de Valombre ?", "la maire, Claire Dubois")
MINISTER = Turn("Who opened the bridge of Valombre?", "the minister Paul Roy")
BRIDGE = Turn("Combien a coûté la réparation du pont de Valombre ?", "12 millions d'euros")
SUMMIT = Turn("Where was the summit on fishing held?", "à Lomé, au Palais des congrès")
STRIKE = Turn("Quand le syndicat a-t-il lancé la grève ?", "le 3 mai")
SEAT = Turn("Qui représentait le Gabon au sommet de Lomé ?", "Hubert Ondimba")
STUDENT = Turn("Where does Claire Dubois study?", "Lyon")
COST = Turn("Combien coûtera le tunnel du Grand-Merle ?", "8,9 millions d'euros")
EVENT = Turn("Qui a signé l'accord au sommet de Dakar ?")
COUNT = Turn("How many ferries were delayed in 2023?", "14")

WORK = Turn("Quand a eu lieu l'opération de Paul Roy ?", "le 6 janvier")
DOCTOR = Turn("Who wrote the study?", "Dr. Mrs. Anna Lind")
KREMER = Turn("Qui dirige l'hôpital ?", "M. Kremer")
PRICE = Turn("How much does each bottle cost?", "GH¢9")
TIME = Turn("Combien de temps a duré l'opération ?", "cinq heures")
VOTE = Turn("Combien de députés ont voté pour ?", "44")

FOLLOW_UPS = [
    # Pronouns, French.
    (MAYOR, "Et quand est-elle arrivée ?", "Quand la maire, Claire Dubois est-elle arrivée ?"),
    (MAYOR, "Qu'a-t-elle dit aux ouvriers ?", "Qu'a dit la maire, Claire Dubois aux ouvriers ?"),
    (MAYOR, "Qui l'a accompagnée ?", "Qui a accompagné la maire, Claire Dubois ?"),
    (MAYOR, "Qui la remplacera ?", "Qui remplacera la maire, Claire Dubois ?"),
    (MAYOR, "Qui lui a répondu ?", "Qui a répondu à la maire, Claire Dubois ?"),
    (MAYOR, "Qui est venu avec elle ?", "Qui est venu avec la maire, Claire Dubois ?"),
    (MAYOR, "Quel est son parti ?", "Quel est le parti de la maire, Claire Dubois ?"),
    (BRIDGE, "Qui va la payer ?", "Qui va payer la réparation du pont de Valombre ?"),
    (STRIKE, "Pourquoi l'a-t-il lancée ?", "Pourquoi le syndicat a-t-il lancé la grève ?"),
    # Pronouns, English.
    (MINISTER, "When did he arrive?", "When did Paul Roy arrive?"),
    (MINISTER, "And who went with him?", "Who went with Paul Roy?"),
    (MINISTER, "Who wrote his speech?", "Who wrote Paul Roy's speech?"),
    (SUMMIT, "How long did it last?", "How long did the summit on fishing last?"),
    (SUMMIT, "Who spoke there?", "Who spoke in Lomé?"),
    (SUMMIT, "Who spoke at that summit?", "Who spoke at the summit on fishing?"),
    (COUNT, "Who owns them?", "Who owns the ferries?"),
    (STUDENT, "And who supervises her?", "Who supervises Claire Dubois?"),
    # What is asked for, alone.
    (STRIKE, "Pourquoi ?", "Pourquoi le syndicat a-t-il lancé la grève ?"),
    (STRIKE, "où ?", "Où le syndicat a-t-il lancé la grève ?"),
    (SUMMIT, "On what day?", "On what day was the summit on fishing held?"),
    (MINISTER, "Why?", "Why the minister Paul Roy opened the bridge of Valombre?"),
    (COST, "Pourquoi ?", "Pourquoi coûtera le tunnel du Grand-Merle ?"),
    (EVENT, "Et à Lyon ?", "Qui a signé l'accord à Lyon ?"),
    (EVENT, "Et la charte ?", "Qui a signé la charte au sommet de Dakar ?"),
    # Something else in the same question.
    (SEAT, "Et le Togo ?", "Qui représentait le Togo au sommet de Lomé ?"),
    (SEAT, "And Nigeria?", "Qui représentait Nigeria au sommet de Lomé ?"),
    (COUNT, "And in 2022?", "How many ferries were delayed in 2022?"),
    (COUNT, "And trains?", "How many trains were delayed in 2023?"),
    (COUNT, "What about 2021?", "How many ferries were delayed in 2021?"),
    # People and things, told apart.
    (WORK, "Quel âge a-t-il ?", "Quel âge Paul Roy a-t-il ?"),
    (
        WORK,
        "Combien de temps a-t-elle duré ?",
        "Combien de temps l'opération de Paul Roy a-t-elle duré ?",
    ),
    (DOCTOR, "Where does she work?", "Where does Anna Lind work?"),
    (DOCTOR, "Where is it?", "Where is the study?"),
    (KREMER, "Quel âge a-t-il ?", "Quel âge M. Kremer a-t-il ?"),
    (PRICE, "How long does it last?", "How long does each bottle last?"),
    # What an addition may be put in the place of.
    (TIME, "Et le coût ?", "Quel est le coût de l'opération ?"),
    (VOTE, "Et contre ?", "Combien de députés ont voté contre ?"),
    # In another language than before.
    (MAYOR, "When did she arrive?", "When did Claire Dubois arrive?"),
    (MINISTER, "Quand est-il arrivé ?", "Quand the minister Paul Roy est-il arrivé ?"),
    # Nothing to put in the place: what was spoken of stands beside the question.
    (STRIKE, "Qui a dit ça ?", "Qui a dit ça ? (le syndicat, la grève)"),
]


def resolve(question: str, conversation: list[Turn]) -> str | None:
    """The text alone, of what is no hint."""
    found = resolved_by(question, conversation)
    return found.text if found and not found.hint else None


@pytest.mark.parametrize(("before", "question", "resolved"), FOLLOW_UPS)
def test_a_follow_up(before: Turn, question: str, resolved: str) -> None:
    assert resolve(question, [before]) == resolved


@pytest.mark.parametrize(
    "question",
    [
        "Pourquoi le Burkina Faso n'est-il pas venu au sommet de Dakar ?",
        "Quand le maire a-t-il perdu son siège ?",
        "Combien de stations le métro de Lyon compte-t-il ?",
        "Quel ministre a présenté sa démission ?",
        "Combien d'élèves ont raté leur examen ?",
        "Y a-t-il eu des blessés à Valombre ?",
        "Combien de signatures faut-il pour un référendum au Luxembourg ?",
        "Quelle est la capitale de l'Australie ?",
        "Qui est-ce que la reine a reçu ?",
        "Que s'est-il passé à Rooikop cet été ?",
        "Et combien a coûté le tunnel du Grand-Merle ?",
        "Who went to Astana with Gergely Halmos?",
        "When did Annelise Roodt say she would resign?",
        "Which mayor lost his seat?",
        "Is it true that the bridge of Valombre is closed?",
        "How many people were there at the concert in Lomé?",
        "Who said that the smelter would close?",
        "What happened in Lomé this week?",
        "date lancement sika",
        "?",
        "",
    ],
)
@pytest.mark.parametrize("before", [MAYOR, MINISTER, SUMMIT])
def test_a_question_that_stands_on_its_own_is_left_as_it_is(question: str, before: Turn) -> None:
    assert resolve(question, [before]) is None


HINTS = [
    (BRIDGE, "Qui a payé ?", "Qui a payé ? (la réparation du pont de Valombre)"),
    (STRIKE, "Et la foire, comment s'est-elle finie ?", "La foire, comment s'est-elle finie ? "),
    (MINISTER, "Where do they build the ships?", "Where do they build the ships? (the minister "),
    (MAYOR, "comment jean roy résume-t-il son passage ?", "Comment jean roy "),
    (COUNT, "why did china close its market?", "Why did china close "),
    (COUNT, "Who was arrested?", "Who was arrested? (the ferries"),
    (MAYOR, "Combien d'esturgeons ?", "Combien d'esturgeons ? (la maire, Claire Dubois"),
]


@pytest.mark.parametrize(("before", "question", "hint"), HINTS)
def test_what_may_stand_on_its_own_gets_a_hint_at_most(
    before: Turn, question: str, hint: str
) -> None:
    found = resolved_by(question, [before])
    assert found is not None
    assert found.hint
    assert found.text.startswith(hint)


@pytest.mark.parametrize(
    "question",
    [
        "qui est félicité houngbo ?",
        "où se trouve aktaou ?",
        "who is gifty apasinaba?",
        "Qui êtes-vous ?",
        "What can you do?",
        "Quels sont vos horaires ?",
        "Thank you, that helps.",
        "Merci beaucoup !",
        "Qui a assisté à cette réunion de Rumilly ?",
        "And what about the strike at Rooikop?",
        "Et sinon, combien d'esturgeons ont été relâchés ?",
        "What time is it?",
        "Quelle heure est-il ?",
        "Quel temps fait-il ?",
        "Did the union get what it wanted?",
        "Who said that his book is full?",
        "Qui a dit que son mari a construit la mairie ?",
        "Elle coûte combien, la ligne de gaz ?",
    ],
)
@pytest.mark.parametrize("before", [MAYOR, MINISTER, SUMMIT, DOCTOR])
def test_not_even_a_hint(question: str, before: Turn) -> None:
    assert resolved_by(question, [before]) is None


@pytest.mark.parametrize(
    ("before", "question", "name"),
    [
        (Turn("Who discovered Talassa b?"), "Where does she study?", "does Talassa"),
        (Turn("Où a eu lieu le sommet ?", "Dakar"), "Que mesurent-ils ?", "mesurent Dakar"),
        (Turn("Who attended the talks?", "Paul Roy"), "What did they sign?", "did Paul"),
    ],
)
def test_no_pronoun_stands_for_what_it_does_not_agree_with(
    before: Turn, question: str, name: str
) -> None:
    assert name not in str(resolve(question, [before]))


def test_an_addition_goes_into_the_last_question_in_its_own_words() -> None:
    turns = [Turn("Qui a remporté le Prix du jury ?", "Paul Roy"), Turn("Pour quel film ?", "Ruta")]
    assert resolve("Et le prix du public ?", turns) == "Qui a remporté le prix du public ?"


@pytest.mark.parametrize(
    ("question", "earlier", "language"),
    [
        ("Why?", "Qui a payé ?", "en"),
        ("Où ?", "Who paid for it?", "fr"),
        ("Macron ?", "Qui a payé ?", "fr"),
        ("Macron?", "And Biden?", "en"),
        ("Quand le maire a-t-il perdu son siège ?", "Who paid?", None),
    ],
)
def test_the_language_of_few_words(question: str, earlier: str, language: str | None) -> None:
    assert spoken(question, [Turn(earlier)]) == language


def test_nothing_was_said_before() -> None:
    assert resolve("Et quand est-il arrivé ?", []) is None


def test_the_antecedent_agrees() -> None:
    """A mayor who is a woman is no "he", and somebody is no "it"."""
    earlier = Turn("Who chaired the council?", "the president Paul Roy")
    assert resolve("Et quand est-il parti ?", [earlier, MAYOR]) == (
        "Quand le pont de Valombre est-il parti ?"
    )
    assert resolve("Where is it?", [MINISTER]) == "Where is the bridge of Valombre?"


def test_earlier_follow_ups_are_resolved_first() -> None:
    turns = [SEAT, Turn("Et le Togo ?", None)]
    assert resolve("Et le Ghana ?", turns) == "Qui représentait le Ghana au sommet de Lomé ?"
    turns = [STRIKE, Turn("Pourquoi ?", "parce que les salaires baissaient")]
    assert resolve("Et où ?", turns) == "Où le syndicat a-t-il lancé la grève ?"


def test_an_answer_is_not_needed() -> None:
    asked = Turn("Quand ferme le tunnel du Grand-Merle ?")
    assert resolve("Pourquoi ?", [asked]) == "Pourquoi ferme le tunnel du Grand-Merle ?"
    assert resolve("Qui va le réparer ?", [asked]) == "Qui va réparer le tunnel du Grand-Merle ?"


def test_a_typographic_apostrophe_is_one() -> None:
    assert resolve("Qui l’a accompagnée ?", [MAYOR]) == (
        "Qui a accompagné la maire, Claire Dubois ?"
    )


WORDS = st.sampled_from(
    """il elle le la l' lui y en son sa leur qui où quand pourquoi combien de quel est a a-t-il
    est-elle the it he her his there that how many what when did was in à Lomé Paul 2022 , ? «
    ( pont""".split()
)
TEXTS = (
    st.lists(WORDS, max_size=12).map(" ".join)
    | st.text(max_size=60)
    | st.text(string.ascii_letters + " '’-.?", max_size=60)
)
TURNS = st.builds(Turn, TEXTS, st.none() | TEXTS)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(TURNS, max_size=5))
def test_any_text_at_all(question: str, turns: list[Turn]) -> None:
    resolved = resolve(question, turns)
    assert resolved is None or (resolved.strip() and len(resolved) <= 1000)
    assert resolved != question


@pytest.mark.parametrize("unit", ["il ", "a-t-il ", "it ", "( ", "l'", "et ", "le", "Lomé à ", "»"])
def test_long_turns_are_resolved_in_linear_time(unit: str) -> None:
    """Four times the text takes less than ten times as long; in square time it would be 16."""

    def resolved(length: int) -> float:
        turns = [Turn((unit * length)[:length], (unit * 4 * length)[: 4 * length])] * 5
        began = time.process_time()
        for _ in range(2):
            found = resolve("Et quand est-elle arrivée ?", [*turns, MAYOR])
            assert found == "Quand la maire, Claire Dubois est-elle arrivée ?"
            resolved_by((unit * length)[:length], [*turns, MAYOR])
        return time.process_time() - began

    shorter, longer = (min(resolved(length) for _ in range(3)) for length in (250, 1000))
    assert longer < 10 * shorter
