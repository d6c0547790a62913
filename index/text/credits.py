"""Who wrote, photographed or owns an article, as expressions for whole lines.

Capitals tell a name from other words here, so case counts but for the fixed words.
"""

import re

_NAMED = (
    r"(?:(?:d['’])?[^\W\d_a-zà-öø-ÿ][\w'’.&-]*|"
    r"d[eiu]|des|del|della|da|dos|la|le|van|von|der|el|al|y|&)"
)
_NAME = rf"{_NAMED}(?:\s+{_NAMED}){{0,5}}"
_PERSON = rf"{_NAMED}(?:\s+{_NAMED}){{1,5}}"
_NAMES = rf"{_NAME}(?:(?:\s*,\s*|\s+(?:et|and|y|e|und|en)\s+){_NAME}){{0,3}}"

BYLINE = re.compile(
    r"(?i:par|by|por|von|di|door|rédigé par|posted by|written by|propos recueillis par|"
    rf"textes? ?:|textes? et photos? ?:|text and pictures ?:|dossier réalisé par|auteure? ?:) ?"
    rf"(?:(?i:la rédaction)|[A-Z]{{2,6}}|{_PERSON}"
    rf"(?:(?:\s*,\s*|\s+(?:et|and|&|y|e|und|en)\s+){_PERSON})*+)"
    r"(?:,? (?i:avec|à|in|at|en)\b(?:[^.]|(?<=\b\w)\.){0,60}|\s?\([^)]{0,60}\)|"
    r",[^.,]{0,40}\b(?i:envoyée?s?|correspond[ae]nte?s?|editor|reporter|journaliste)\b[^.]{0,40})?"
)
CORRESPONDENT = re.compile(
    rf"(?:{_NAME}[,.]? )?(?i:de (?:notre|nos) (?:envoyée?s?|correspondante?s?)(?: spéciale?s?)?)"
    rf"(?: (?:à|en|au) {_NAME})?(?:,? {_NAMES})?"
)
PHOTO = re.compile(
    r"(?i:photos?(?: à la une)?|crédits? (?:photos?|images?)|picture|pix|image|foto) ?:? ?©? ?"
    rf"(?:(?i:dr|archives?)|{_NAME}(?: ?[/,] ?(?:archives|{_NAME}))?)"
)
#: With a name or without; a caption goes on with a verb.
ILLUSTRATION = re.compile(
    r"(?i:(?:photos?|images?) (?:d'illustration|d'archives?|prétexte)|illustration photo|"
    rf"(?:file|stock) (?:photo|picture|image))(?: ?[.:|/–-]? ?©? ?{_NAME}(?: ?/ ?{_NAME})?)?\.?"
)
_WIRE = (
    r"(?:AFP|Reuters|REUTERS|AP|ANSA|EFE|DPA|dpa|ATS|Belga|BELGA|ANP|Xinhua|TASS|"
    r"Agence France-Presse|Associated Press|La Presse canadienne|Keystone-ATS)"
)
#: "AFP", "(avec AFP)", "Avec AFP et Reuters": where a dispatch came from.
WIRES = re.compile(
    rf"(?:(?i:avec|with|par|by|source:?) )?(?:(?i:l'|the ))?{_WIRE}"
    rf"(?:(?: et | and |, ?| ?/ ?){_WIRE}){{0,3}}\.?"
)
WITH = re.compile(
    r"(?i:avec|with|additional reporting by|edited by|reporting by|traduit|traduction|mis à jour|"
    r"éditeur|cet article|cette dépêche a été|ce texte a été)\b[^.]{0,90}\.?"
)
TRANSLATED = re.compile(r"^[^.]{0,40}, traduit d[eu]\b[^.]{0,30}$")
COLLABORATION = re.compile(rf"(?i:avec (?:la collaboration|des informations) de) {_NAMES}")
INITIALS = re.compile(r"[a-z]{2,5}(?:/[a-z]{2,5}){1,3}|(?:[A-Z]\.[ -]?){2,3}")
AGENCY = re.compile(
    rf"{_NAME} ?/ ?[a-z]{{2,5}}|"
    r"\([^\W\d_][\w.&-]{0,19}(?<!\d)(?: ?/ ?[^\W\d_][\w.&-]{0,19}(?<!\d)){0,3}\)"
)
CREDITED = re.compile(
    rf"{_NAMES} ?\((?i:selon|d'après|avec|with|source|stagiaire|correspondante?|envoyée?)\b"
    r"[^)]{0,60}\)"
)
SIGNATURE = re.compile(rf"{_NAME}(?:, (?i:envoyée?s? spéciale?s?|correspondante?s?))?")
PERSON = re.compile(r"[^\W\d_a-zà-öø-ÿ][\w'’.-]*(?: [\w'’.-]+){1,4}(?:, .*)?")


def is_person(line: str, *, surely: bool = False) -> bool:
    """Whether ``line`` is a bare name; ``surely``, where it could be a headline as well:
    a first name and a surname then, with particles and initials, not all in capitals."""
    if len(line) > 60 or not SIGNATURE.fullmatch(line) or not PERSON.fullmatch(line):
        return False
    words = [word for word in line.partition(",")[0].split() if len(word.strip(".")) > 1]
    names = sum(not word.islower() for word in words)
    if surely:
        return names == 2 and not line.isupper()
    return names <= 3 or not line.isupper()
