"""What is compared of two answers: the one place where evaluation turns texts into tokens."""

import re
import string
from collections.abc import Callable, Mapping

from index.answers.normal import squad_tokens

#: From a text to the tokens that count.
Tokens = Callable[[str], list[str]]

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ENGLISH_ARTICLES = re.compile(r"\b(a|an|the)\b")


def official_tokens(text: str) -> list[str]:
    """As SQuAD's own script does it (``evaluate-v2.0.py``, Rajpurkar et al. 2018).

    In this order: lower case; the characters of ``string.punctuation`` go and leave
    nothing ("l'eau" is "leau"; « » and ’ stay); "a", "an" and "the" become a space; what
    is left is split at white space. French "a" goes too, as it does there.
    """
    return _ENGLISH_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def french_tokens(text: str) -> list[str]:
    """The same with the French articles dropped, and French punctuation with the rest.

    In this order: lower case; each character of ``string.punctuation`` and of «»“”‘’–—…·
    becomes a space, so that "l'eau" is "l", "eau", and "Jong-un" is "jong", "un"; of the
    tokens between white space those that are a, an, the, le, la, les, l, un, une, des,
    du, de or d go, wherever they stand. The product compares answers the same way.
    """
    return squad_tokens(text)


#: By the names that reports use.
NORMALISATIONS: Mapping[str, Tokens] = {"official": official_tokens, "french": french_tokens}
