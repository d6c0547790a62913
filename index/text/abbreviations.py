"""Whether a full stop belongs to an abbreviation or an initial."""

# Words that end sentences as well ("en mer.", "me.", "fig.") are left out on purpose.
_FRENCH = """
    mm mme mmes mlle mlles dr drs pr mgr st ste vve gén cdt lt sgt adj av bd bld cf pp vol
    chap éd env hab tél réf approx janv févr fév avr juil sept oct nov déc lun jeu ven
"""
_ENGLISH = """
    mr mrs prof rev sen gov gen capt cmdr maj supt sr jr vs ltd corp eq
    feb apr jul aug dec tue wed thu fri
"""
_OTHERS = "sra srta ud uds dña dª núm pág dott avv sig sigg hr nr bzw usw ca evtl dhr mevr"
_WORDS = frozenset(f"{_FRENCH} {_ENGLISH} {_OTHERS}".split())
#: Words that sentences end with as well, and that a figure follows when they are cut short.
_BEFORE_FIGURES = frozenset(["art", "arts", "fig", "alin"])

_LONGEST = max(map(len, _WORDS))


def ends_with_abbreviation(text: str, start: int, stop: int) -> bool:
    """Whether the word of ``text[start:stop]`` before the full stop at ``stop`` is one.

    A single letter is an initial (``J.-C.``, ``O.N.U.``, ``U.S.``), whatever its case,
    unless it is a unit that follows a figure (``12 h.`` stays open to both readings and
    counts as an initial; ``5G.`` does not).
    """
    begin = stop
    while begin > start and text[begin - 1].isalpha() and stop - begin <= _LONGEST:
        begin -= 1
    word = text[begin:stop]
    if len(word) == 1:
        return begin == start or not text[begin - 1].isdigit()
    if word.lower() in _BEFORE_FIGURES:
        return text[stop + 1 : stop + 3].strip()[:1].isdigit()
    return word.lower() in _WORDS
