"""Whether a question is of who did something, or of whom it was done to.

"Who elected the president?" and "Who was elected president?" are neighbours as vectors.
"""

import re

_ENGLISH = (
    r"\w{2,}(?<!ne)(?<!spe)(?<!fe)(?<!se)(?<!inde)(?<!hundr)ed|\w*(?:sold|told|held|made|paid|laid|"
    r"sent|spent|built|lent|kept|left|lost|won|hit|hurt|cut|put|set|led|fed|shot|met|found|bought|"
    r"brought|caught|taught|fought|sought|struck|hung|sung|run|read|heard|understood|beat|beaten|"
    r"broken|chosen|driven|eaten|forgotten|forgiven|frozen|given|hidden|known|written|seen|shown|"
    r"spoken|stolen|sworn|taken|thrown|torn|worn|drawn|grown|blown|bitten|bound|dealt|fled|lit|"
    r"proven|rebuilt|said|spread|swept|won)"
)
#: "Was Anne elected", "has been elected", "got elected"; no "was a limited edition".
_PASSIVE_ENGLISH = re.compile(
    rf"\b(?:is|are|was|were|be|been|being|gets?|got|gotten) (?:(?!that |who |which )\w+ ){{0,5}}?"
    rf"(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bof )(?<!\bfor )(?:{_ENGLISH})\b"
)
#: "A été élu", "vient d'être élu"; no "en été", "l'été", "peut être la".
_PASSIVE_FRENCH = re.compile(
    r"(?<!\bd )(?<!\bl )(?<!\bcet )(?<!\ben )(?<!\bcette )\b(?:ete|etre|fait) (?:\w+ment )?"
    r"\w{2,}(?:e|ee|es|ees|i|ie|is|ies|u|ue|us|ues|it|ite|its|ites|ert|erte|erts|ertes|int|inte|"
    r"ints|intes|er|ir)\b"
)
_TO_BE = r"(?:est|sont|fut|furent|sera|seront|serait|était|étaient|etait|etaient)"
#: "Est élu" with its accent: "est responsable" is none.
_PRESENT_FRENCH = re.compile(
    rf"\b{_TO_BE}(?:[ -]t?-?(?:il|elle)s?)? (?:\w+ment )?"
    rf"(?!(?:all|arriv|entr|mont|rest|tomb|pass|retourn|rentr|n)é)"
    rf"(?!(?:(?:re|de|par|sur|inter)?venu|parti|sorti|descendu|[nvt]?ou|qui|quoi|ici|aussi|ainsi|lui|plus|mais|puis|depuis|sous|trop)\w{{0,2}}\b)"
    rf"\w{{2,}}(?:é|ée|és|ées|ui|uit|uite|uits|uites|i|ie|is|ies|u|ue|us|ues)\b"
)
#: Nobody does these to anybody: "Where is it held?", "Where does it take place?".
_OF_ITSELF = re.compile(
    r"\b(?:die[sd]?|dead|death|morte?s?|meur\w*|dece\w*|deaths|(?:take|takes|took|taken) place|"
    r"lieu|se (?:tien\w*|tenu)|tiendra\w*|happen\w*)\b"
)
_SOMEBODY = re.compile(r"\b(?:on|they)\b")
#: Whoever asks for the one by whom it was done asks for who did it.
_BY = re.compile(
    r"\bby (?:who|whom|which|what)\b|"
    r"^(?:who|which|what)\b.* by(?: (?:in|on|at|last|yesterday)\b.*)?$|"
    r"\bpar (?:qui|quel\w*|lequel|laquelle)\b"
)


def asks_for_agent(text: str) -> bool:
    """Whether a folded question is one like "By whom was it opened?"."""
    return bool(_BY.search(text))


def is_passive(question: str, text: str) -> bool:
    """Whether a question, ``text`` when folded, is of what was done to somebody or something,
    for all that can be seen from the words."""
    return not asks_for_agent(text) and bool(
        _PASSIVE_ENGLISH.search(text)
        or _PASSIVE_FRENCH.search(text)
        or _PRESENT_FRENCH.search(question.lower())
    )


def are_one_way(passive: str, active: str) -> bool:
    """Whether a question in the passive may be of the same doing as one that is not: where it
    is done by nobody, or by "on" or "they", as in "When did they sign it?". Both folded."""
    return bool(_OF_ITSELF.search(active)) or (
        bool(_SOMEBODY.search(active)) and not _SOMEBODY.search(passive)
    )
