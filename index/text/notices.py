"""What a page tells its reader about itself: cookies, subscriptions, legal pages.

Expressions for whole lines of at most a few hundred characters, French and English. A
sentence of an article may speak of any of this; what is here addresses the reader.
"""

import re

from index.text.widgets import any_of

_SITE = (
    r"votre (?:expérience|navigation|visite|appareil|terminal)|l'audience|de visite|du site|"
    r"(?:ce|notre|nos) (?:site|service|contenu)s?|publicités?|your (?:experience|device|browser|"
    r"visit)|(?:this|our) (?:web)?site|our (?:services|traffic)|personali[sz]e"
)
#: The first sentence of a banner, and what the others speak about.
_BANNER = any_of(
    r"(?:nous|nous et nos partenaires|ce site|notre site|we|we and our partners|our site|"
    r"this (?:web)?site) (?:utilis(?:ons|e|ent)|uses?) (?:des |les |our )?(?:cookies|traceurs)\b"
    rf"(?=.{{0,200}}(?:{_SITE})).{{0,250}}",
    r"en (?:poursuivant|continuant) (?:votre navigation|la navigation|à naviguer|votre visite)\b"
    r".{0,60}\bvous acceptez\b.{0,200}",
    r"by (?:continuing to (?:use|browse)|using) (?:this|our) (?:web)?site\b.{0,40}\byou "
    r"(?:agree|accept|consent)\b.{0,200}",
    r"(?:nous utilisons des|we use|this (?:web)?site uses|ce site utilise des) cookies",
)
_BANNER_MORE = re.compile(
    r"cookies?\b|traceurs|vous (?:acceptez|pouvez)|vos (?:choix|préférences)|you (?:agree|can)|"
    r"votre consentement|your (?:choices|consent|preferences)|en savoir plus|learn more",
    re.IGNORECASE,
)
#: Whoever says it, in an article, is named.
_SAID = re.compile(r", (?:a-t-|explique|dit|assure|confie|précise|indique|says?|said|explains?)\b")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")

_READ = r"lire|accéder|continuer|poursuivre|profiter|découvrir|read|continue|access|unlock|get full"
#: Appeals and notices about what only subscribers may read.
SUBSCRIPTION = any_of(
    r"(?:abonnez-vous|identifiez-vous|connectez-vous|inscrivez-vous|créez (?:un|votre) compte|"
    r"subscribe|sign in|log in|sign up|register)(?: [^.,;:]{1,40})? (?:pour|afin de|to) "
    rf"(?:{_READ})\b[^.,;]{{0,60}}[.! ]*",
    r"(?:cet article|ce contenu|la suite(?: de cet article)?|contenu|article) (?:est )?réservée? "
    r"(?:aux|à nos) abonné(?:e?s|\(e\)s)[.! ]*(?:il (?:vous )?(?:en )?reste .{1,40}[.! ]*)?",
    r"(?:this|the full) (?:article|story|content) is (?:reserved )?for (?:our )?subscribers"
    r"(?: only)?[.! ]*",
    r"il (?:vous )?reste (?:encore )?\d{1,3}(?:[.,]\d)? ?% (?:de (?:cet|l') ?article )?à "
    r"(?:lire|découvrir)[.! ]*(?:la suite est réservée aux abonné(?:e?s|\(e\)s)[.! ]*)?",
    r"(?:déjà|already) (?:abonnée?|abonné\(e\)|a subscriber) ?\?.{0,40}",
)
LEGAL = any_of(
    r"mentions légales|politique de (?:confidentialité|cookies|protection des données)|"
    r"conditions générales(?: d'utilisation| de vente)?|cgu|cgv|gestion des cookies|"
    r"gérer (?:les|mes) cookies|tout (?:accepter|refuser)|accepter et (?:fermer|continuer)|"
    r"(?:accepter|refuser) (?:tous )?les cookies|continuer sans accepter|plan du site|"
    r"paramétrer les cookies|qui sommes-nous ?\??",
    r"privacy (?:policy|notice)|cookie (?:policy|settings)|terms (?:of (?:use|service)|and "
    r"conditions)|(?:accept|reject) all(?: cookies)?|manage cookies|legal notice|site map",
)
CLICK = any_of(
    r"(?:(?:>|→)+ ?)?(?:cliquez|click) (?:ici|here)(?: (?:pour|afin de|si|et|to|for|if|and)\b"
    r"[^.,;]{0,120})?[.!…: ]*",
)


def is_notice(line: str) -> bool:
    """Whether all of ``line`` tells the reader about the page."""
    label = line.rstrip(" .")
    return bool(
        LEGAL.fullmatch(label)
        or CLICK.fullmatch(line)
        or SUBSCRIPTION.fullmatch(line)
        or _is_banner(line)
    )


def _is_banner(line: str) -> bool:
    first, *others = _SENTENCES.split(line.strip())
    return (
        bool(_BANNER.fullmatch(first.rstrip(".")))
        and not _SAID.search(line)
        and all(_BANNER_MORE.search(sentence) for sentence in others)
    )
