"""Index terms: stemmed words without accents, for BM25."""

import re
import unicodedata
from functools import cache

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_STEMMED = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
}
#: Letters that Unicode does not take apart.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})

#: Languages whose stems a question is looked up in, beside its own.
QUESTION_LANGUAGES = ("fr", "en")

# What questions are made of; a news text has these words everywhere, or nowhere.
_STOP = frozenset(
    """
    a à au aux avec ce ces cet cette c d de des du dans elle elles en est et eu été il ils j je l
    la le les leur leurs lors lui m ma mais me mes mon n ne nous on ou où par pas pour qu que quel
    quelle quelles quels qui quoi s sa se ses son sont sur t ta te tes toi ton tu un une vos votre
    vous y ont combien comment pourquoi quand
    an and are as at be been by did do does for from had has have he her his how in is it its many
    much of or she that the their them they this to was were what when where which who whom whose
    why will with
    """.split()
)


def fold(word: str) -> str:
    """Lower case without accents: ``Élysée`` → ``elysee``."""
    decomposed = unicodedata.normalize("NFKD", word.casefold()).translate(_LIGATURES)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def terms(text: str, language: str | None) -> list[str]:
    """The words of ``text`` as terms, in order, stemmed as ``language`` asks.

    Words are stemmed before accents go, since the French stemmer looks at them.
    Other languages than Snowball's are folded only.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [term for word in words if (term := fold(_stem(word, language)))]


def question_terms(question: str, language: str | None) -> list[str]:
    """The terms to look up, without stop words and repeats, in the stems of the
    question's own language and of ``QUESTION_LANGUAGES``."""
    words = _WORD.findall(unicodedata.normalize("NFC", question).casefold())
    kept = [word for word in words if word not in _STOP] or words
    languages = dict.fromkeys([language, *QUESTION_LANGUAGES])
    found = (term for each in languages for word in kept for term in terms(word, each))
    return list(dict.fromkeys(found))


def has_content(text: str) -> bool:
    """Whether ``text`` has a word or a number that is more than grammar."""
    return any(word not in _STOP for word in _WORD.findall(text.casefold()))


def _stem(word: str, language: str | None) -> str:
    stemmer = _stemmer(language) if language else None
    return str(stemmer.stemWord(word)) if stemmer else word


@cache
def _stemmer(language: str) -> "Stemmer.Stemmer | None":
    name = _STEMMED.get(language)
    return Stemmer.Stemmer(name) if name else None
