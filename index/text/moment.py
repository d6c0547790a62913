"""Dates and times, told from other words."""

import re

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv "
    "fév févr avr juil sept déc january february march april may june july august september "
    "october november december jan feb mar apr jun jul aug sep oct nov dec enero febrero marzo "
    "abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile "
    "maggio giugno luglio settembre ottobre dicembre januar februar märz april juni juli oktober "
    "dezember janeiro fevereiro março maio junho julho setembro outubro novembro dezembro"
)
_DAYS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday "
    "saturday sunday lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì "
    "giovedì venerdì sabato domenica montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira"
)
_LINKS = (
    "le la on the el il am um at à a las alle ore às de del h heure heures hours uhr min mn minute "
    "minutes minutos minuti minuten ago il y a jour jours aujourd'hui hier pm am gmt utc bst cet "
    "cest est edt est ist p.m a.m et"
)
_MOMENT = frozenset(f"{_MONTHS} {_DAYS} {_LINKS}".split())
#: The longest that a date with its hour is, in characters.
_LONGEST = 80


def is_moment(words: str) -> bool:
    """Whether ``words`` are a date or a time and nothing else, in any language known here."""
    if len(words) > _LONGEST:
        return False
    tokens = re.split(r"[\s,:()]+", words.casefold().strip(" :,.-–"))
    return any(token[:1].isdigit() for token in tokens) and all(map(_is_known, tokens))


def _is_known(token: str) -> bool:
    return token.strip(".-–") in _MOMENT or token[:1].isdigit() or not token.strip("-–")
