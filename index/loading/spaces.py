"""No-break spaces, carried past a library that would make them plain ones."""

import re
from dataclasses import dataclass

#: No-break and narrow no-break space, which French sets before ``: ; ! ? »`` and in figures.
_SPACES = "\u00a0\u202f"
_ENTITIES = (
    re.compile(r"&(?:nbsp|#0*160|#[xX]0*[aA]0);?"),
    re.compile(r"&#(?:0*8239|[xX]0*202[fF]);?"),
)
#: Vai syllables: printable, since what is not gets dropped, and in no Latin-script page.
_STAND_INS = range(0xA500, 0xA60B)


@dataclass(frozen=True, slots=True)
class Spaces:
    """Two characters that stand in for the two spaces, of none of which a page makes use."""

    placeholders: str

    @classmethod
    def unused_in(cls, html: str) -> "Spaces":
        """Placeholders that do not occur in ``html``."""
        used = set(html)
        free = (chr(code) for code in _STAND_INS if chr(code) not in used)
        return cls(next(free) + next(free))

    def hidden(self, html: str) -> str:
        """``html`` with placeholders for the spaces, written as such or as references."""
        for entity, placeholder in zip(_ENTITIES, self.placeholders, strict=True):
            html = entity.sub(placeholder, html)
        return html.translate(str.maketrans(_SPACES, self.placeholders))

    def shown(self, text: str) -> str:
        """``text`` with the spaces back in their places, none of them at its ends."""
        return text.translate(str.maketrans(self.placeholders, _SPACES)).strip()
