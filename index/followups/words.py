"""The words of grammar by which follow-ups are known, in French and English."""

import re

#: A word with its apostrophe ("l'", "qu'"), or with hyphens inside ("a-t-il").
TOKEN = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*['’]?")

INITIAL = re.compile(
    r"(?:(?:et|mais|alors|donc|puis|and|but|so|then|also)\b[\s,]*)+", re.IGNORECASE
)
ABOUT = re.compile(r"(?:what|how) about\s+|qu['’]en est-il (?:de |pour )\s*(?=\w)", re.IGNORECASE)

CHANGING = re.compile(r"(?:sinon|au fait|by the way|btw|otherwise)\b", re.IGNORECASE)

WH_FRENCH = frozenset(
    """où quand pourquoi comment combien qui que qu' quoi quel quelle quels quelles lequel laquelle
    lesquels lesquelles""".split()
)
WH_ENGLISH = frozenset("who whom whose what which where when why how".split())
WH = WH_FRENCH | WH_ENGLISH

#: Each with its gender (``m``, ``f`` or neither) and whether it is plural.
DETERMINERS: dict[str, tuple[str | None, bool]] = {
    **dict.fromkeys("le un ce cet du au".split(), ("m", False)),
    **dict.fromkeys("la une cette".split(), ("f", False)),
    **dict.fromkeys("l' chaque each every".split(), (None, False)),
    **dict.fromkeys("les des ces aux".split(), (None, True)),
    **dict.fromkeys("the a an this that".split(), (None, False)),
    **dict.fromkeys("these those several some".split(), (None, True)),
    **dict.fromkeys(
        """deux trois quatre cinq six sept huit neuf dix onze douze vingt cent mille plusieurs
        quelques two three four five seven eight nine ten eleven twelve""".split(),
        (None, True),
    ),
}
DEMONSTRATIVES = frozenset("ce cet cette ces this that these those".split())

#: What a demonstrative before it makes a time of.
OF_TIME = frozenset(
    """soir matin jour week-end mois semaine année moment nuit après-midi été hiver automne
    printemps saison fois lundi mardi mercredi jeudi vendredi samedi dimanche
    day night week weekend month year morning evening afternoon time season summer winter spring
    autumn fall""".split()
)
#: What begins a clause inside a question, and who is meant there is named before it.
SUBORDINATING = frozenset(
    "that whether if before after because when while which who whom que qu' qui dont si".split()
)

#: What joins the parts of a noun phrase.
LINKERS = frozenset(
    """de d' du des à au aux en sur pour contre entre chez
    of in at on for with to against between from""".split()
)
PLACE_PREPOSITIONS = frozenset("à au aux en dans chez près in at near outside inside to".split())
PREPOSITIONS = (
    LINKERS
    | PLACE_PREPOSITIONS
    | frozenset(
        """avec sans par depuis jusqu' jusque vers pendant avant après sous dès d'après
    by until till since over about under during after before into onto without""".split()
    )
)

HAVE_BE = frozenset(
    """a ai ont avait avaient aura auront aurait auraient est sont était étaient sera seront serait
    seraient fut furent eut""".split()
)
AUXILIARIES = HAVE_BE | frozenset(
    """va vont peut peuvent pourra pourront doit doivent devra devront veut veulent voulait fait
    font faut ne n' y se s' pas
    is are was were has have had do does did will would can could should may might must be been
    being not""".split()
)
#: Finite forms that a French noun phrase often stands before, and the bare ones of English.
VERBS = frozenset(
    """say said take took taken go went gone come came make made cost last reduce vote close open
    happen begin began start end meet met win won get got need die arrive leave left visit sign
    break broke fall fell rise rose pay paid send sent give gave find found call called want ask
    announce plan live work play lose lost held hold build built become became born killed receive
    adopt lead led run ran think feel felt agree decide join speak spoke spoken caused wrote written
    chosen known seen shown raise cut grow grew stand serve stop travel move""".split()
)

PRONOUNS = frozenset(
    """il elle ils elles on lui leur eux y en ce c' cela ça ceci celui-ci celle-ci ceux-ci celles-ci
    he she it they him her them his its their hers theirs there this that these those
    son sa ses leurs""".split()
)

_FRENCH = (
    WH_FRENCH
    | frozenset(
        """le la les l' un une des du de d' à au aux et est a sont ont il elle ils elles ce cette
        son sa ses leur dans par pour avec sur ne n' pas depuis jusqu' était avait lui se s' en y
        qu' c'""".split()
    )
) - {"a"}
_ENGLISH = WH_ENGLISH | frozenset(
    """the an and is are was were did does do of in at by to for with he she it they him her them
    his their its there that this will had has have about from""".split()
)

TIME = re.compile(
    r"(?<!\w)(?:(?:en|in|de|du|le|l['’]|la|on|depuis|since|pour|for|the)\s*)?"
    r"(?:(?:1[89]|20)\d\d|(?:\d{1,2}(?:er|st|nd|rd|th)?\s+)?(?:janvier|février|mars|avril|mai|juin|"
    r"juillet|août|septembre|octobre|novembre|décembre|january|february|march|april|june|july|"
    r"august|september|october|november|december)(?:\s+\d{4})?|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|hier|demain|yesterday|tomorrow|today|aujourd['’]hui)|"
    r"(?:an|année|mois|semaine|year|month|week)\b(?:\s+(?:d['’]avant|précédente?|suivante?|"
    r"dernière?|dernier|d['’]après|prochaine?|before|after|earlier|later)\b)?)(?!\w)",
    re.IGNORECASE,
)


#: Words that say nothing of what a question is about.
GRAMMAR = WH | DETERMINERS.keys() | PREPOSITIONS | AUXILIARIES | PRONOUNS | {"et", "and"}
_INVERTED = ("-il", "-elle", "-ils", "-elles")


def word(token: str) -> str:
    """A token as the lists here have it."""
    return token.replace("’", "'").casefold()


def tokens(text: str) -> list[str]:
    """The tokens of ``text`` as the lists have them."""
    return [word(found.group()) for found in TOKEN.finditer(text)]


def bare(question: str) -> str:
    """A question without what ends it."""
    return question.rstrip("? \u00a0\u202f\t\r\n")


def language(text: str) -> str | None:
    """``fr`` or ``en``, by the words of grammar in ``text``; ``None`` for a draw."""
    found = tokens(text)
    french = sum(each in _FRENCH or each.endswith(_INVERTED) for each in found)
    english = sum(each in _ENGLISH for each in found)
    return None if french == english else "fr" if french > english else "en"


def is_french(text: str, *, earlier: bool) -> bool:
    """Whether ``text`` is in French; what was spoken ``earlier`` decides a draw."""
    told = language(text)
    return told == "fr" if told else earlier
