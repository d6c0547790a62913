"""The ``<title>`` of a web page, which often names the paper after the headline."""

import re
from dataclasses import dataclass

#: What stands between a headline and the name of its paper.
_SEPARATOR = re.compile(r" [|–—-] ")
#: Longer last parts, in characters, are no names.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class PageTitle:
    """A page's title, as one line."""

    text: str

    def headline(self, found: str) -> str:
        """``found``, or what stands before it where it is the name at the end: pages whose
        one ``<h1>`` is their logo have no other headline."""
        before, last = self._parted()
        return before if before and last == found else found

    def source(self, headline: str) -> str:
        """The name at the end, or nothing.

        Nothing that the headline says is a name: "Direct. Crue à Redon | Ouest" is from no
        paper called "Direct", and "Crue - Le point à midi" may be all headline.
        """
        before, name = self._parted()
        named = before and len(name) <= _LONGEST and ("." in name or not name[:1].islower())
        return name if named and name.casefold() not in headline.casefold() else ""

    def _parted(self) -> tuple[str, str]:
        separators = list(_SEPARATOR.finditer(self.text))
        if not separators:
            return "", self.text
        return self.text[: separators[-1].start()].strip(), self.text[
            separators[-1].end() :
        ].strip()
