"""What the parts of a web page say that stand around an article, as expressions.

French first, then English, Spanish, Italian, German and Portuguese. All are meant for a
whole line, or for a part of one between separators, of at most a few hundred characters.
"""

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """One expression for all of ``patterns``, in capitals or not."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


#: What comes before a moment: "Publié le", "Updated:", "Temps de lecture :".
DATED = any_of(
    r"(?:article |mis à jour et )?(?:re)?(?:publiée?|postée?|mise? en ligne|paru|mise? à jour|"
    r"modifiée?|actualisée?)\b",
    r"date de (?:publication|mise à jour)",
    r"(?:temps de )?lecture\b(?= ?:)|temps de lecture",
    r"(?:first |last )?(?:published|posted|updated|modified)\b|reading time|read time",
    r"(?:publicad[oa]|actualizad[oa]|atualizad[oa]|pubblicat[oa]|aggiornat[oa])\b",
    r"(?:veröffentlicht|aktualisiert|stand)\b|lesezeit|tiempo de lectura|tempo di lettura",
)

#: Parts that are residue whole, whatever stands beside them.
WIDGET = any_of(
    r"(?:vos |les |\d+ )?(?:commentaires?|comments?|réactions?|réagir|commenter|comentarios?|"
    r"comentar|commenti|kommentare?|comentários?|leave a comment)(?: ?\(\d+\))?",
    r"(?:les )?commentaires (?:sont )?fermés|comments are closed",
    r"(?:(?:partager|share|compartir|condividi|teilen|partilhar|compartilhar)"
    r"(?: ?:| cet article| cette page| l'article| this(?: (?:story|article|post))?|"
    r" este artículo| (?:questo )?articolo| artikel| (?:este )?artigo)?"
    r"(?: (?:sur|on|via|en|su|auf|no))?(?: ?:?(?:,? ?(?:facebook|twitter|x|whatsapp|linkedin|"
    r"telegram|e-?mail|les réseaux sociaux)\b){0,6}) ?){1,8}",
    r"(?:facebook|twitter|x|whatsapp|linkedin|telegram|instagram)"
    r"(?: ?/ ?(?:facebook|twitter|x|whatsapp|linkedin|telegram|instagram|e-?mail)){1,7}",
    r"imprimer|print|imprimir|stampa|drucken|offrir cet article|copier le lien|copy link",
    r"(?:envoyer|send|enviar)(?: (?:à un ami|par e-?mail|par courriel|to a friend))",
    r"(?:écouter|listen to) (?:cet |this |the |l')article(?: ?\(\d+ min\))?",
    r"(?:signaler|report)(?: une| an)? (?:erreur|error)|faire un don|donate",
    r"(?:la suite|suite de l'article|(?:the )?article continues|story continues) "
    r"(?:après|below|after)(?: (?:la|cette|this|the))?(?: ?(?:publicité|advertisement|ad))?",
    r"en savoir plus|learn more|find out more|continue reading(?: below| the main story)?|"
    r"(?:continuer|poursuivre) (?:la|votre) lecture",
    r"lire la suite|read more|leer más|weiterlesen|leggi tutto|leia mais|"
    r"article (?:précédent|suivant)",
    r"je m'(?:abonne|inscris)|s'abonner(?: à partir .{1,20})?|connectez-vous|log in|se connecter",
    r"activer les notifications|actualiser|masquer la légende|recevoir les alertes",
    r"articles liés(?: ?\(\d+\))?|diaporama(?: \d+/\d+)?|photo \d+/\d+|carte interactive|"
    r"galerie \d+ photos|vidéo|écrivez-nous|dernière minute|abonnez-vous ?!?",
    r"publicité|advertisement|publicidad|pubblicità|anzeige|werbung|annonce",
    r"(?:que pensez-vous de cet article|cet article vous a été utile) ?\?.{0,30}",
    r"(?:tous droits(?: de reproduction)? réservés|(?:toute )?reproduction (?:même partielle )?"
    r"interdite|all rights reserved|todos los derechos reservados|tutti i diritti riservati|"
    r"alle rechte vorbehalten|todos os direitos reservados)",
    r"[^©]{0,40}© ?reproduction interdite|(?:©|copyright|\(c\)) ?.{0,60}",
    r"sources?|(?:source|fuente|fonte|quelle) ?: ?[^.!?]{1,60}",
    r"[-( ]*(?:fin|fin de la dépêche)[-) ]*|fin du direct|merci de (?:nous |l')?avoir suivis?",
    r"traduction (?:automatique )?non révisée|traduit (?:automatiquement )?d[eu] ?.{1,50}|non relu",
    r"correspondance particulière|staff reporter|our bureau|la rédaction(?: de .{1,40})?",
)

#: Networks, and the section names of a navigation line: residue only together.
BUTTON = any_of(r"facebook|twitter|x|whatsapp|linkedin|telegram|instagram|bluesky|e-?mail|courriel")
SECTION = any_of(
    r"(?:vous êtes ici ?: ?)?(?:accueil|home|inicio|início|startseite)|infos?|actualités?|tv",
    r"(?:panorama )?(?:monde|world|mundo|mondo|welt)|international|politique|politics",
    r"économie|economy|business|société|sports?|culture|météo|faits[- ]divers|[àa] la une|la une|"
    r"l'info en continu|direct|emploi|europe|asie|afrique|amériques?|proche-orient|opinions?|"
    r"sciences?|santé|régions?|en images|programme télé|petites annonces|marées|english|"
    r"versión en español|más noticias",
)

#: A link to another article: whatever follows belongs to the link.
RELATED = any_of(
    r"(?:à |a )?(?:re)?(?:lire|voir|écouter|découvrir) (?:aussi|également)\b(?:[^.]*| ?[:>|.].*)",
    r"(?:[àa] )?(?:re|ré)?(?:lire|voir|écouter) ?[:>|].*|lisez aussi\b.*|voir aussi ?:.*",
    r"(?:lire|réécouter) (?:l'éditorial|notre|ce sujet|le dossier)[^.]*",
    r"les plus lus(?:\s{2,}|\s?:).*|les plus lus",
    r"(?:sur le même sujet|dans la même rubrique|articles? (?:liés?|similaires?))(?: ?[:>].*)?",
    r"(?:also read|read also|you may also like|read more|see also|related(?: articles?| stories)?|"
    r"more on this story|"
    r"lea también|te puede interesar|leggi anche|lesen sie auch|mehr zum thema|leia também|"
    r"veja também)(?: ?[:>|].*)?",
)
RELATED_HEADER = re.compile(r"[^:>|]{1,60}[ :]*")

#: An appeal to the reader: an imperative at the beginning and what it is about.
APPEAL = re.compile(
    r"(?:newsletter|recevez|écoutez notre|inscrivez-vous|abonnez-vous|suivez|téléchargez|s'abonner|"
    r"retrouvez ici|rejoignez|"
    r"sign up|subscribe|follow us|download|get our|suscríbete|síguenos|iscriviti|"
    r"seguici|abonnieren sie|folgen sie|assine|siga-nos)\b",
    re.IGNORECASE,
)
APPEAL_OBJECT = re.compile(
    r"newsletter|notre lettre|lettre d'info|(?:nos|notre) alerte|alertes? (?:info|mail)|whatsapp|"
    r"facebook|instagram|telegram|appli\b|application\b|podcast|réseaux sociaux|google news|"
    r"boîte mail|inbox|app\b|notre direct|news updates|boletín|us on",
    re.IGNORECASE,
)
INVITATION = any_of(
    r"(?:vous avez|avez-vous|vous étiez|un doute|votre avis)\b[^?]{0,60}\? ?"
    r"(?:écrivez|réagissez).{0,60}",
    r"vous souhaitez réagir ?\? ?.{0,60}|vous avez aimé ?\? ?.{0,60}",
    r"\[?(?:article )?réservé aux abonnés\b[^.]{0,90}|contactez l'auteur ?: ?\S{1,60}",
)
TAGS = any_of(
    r"(?:tags?|mots[- ]clés|keywords|topics|étiquettes|etiquetas|palabras clave|schlagwörter|"
    r"parole chiave|palavras-chave) ?:.*",
)
#: Without a colon only the capitals tell a list of tags.
TAG_LIST = re.compile(r"TAGS?(?: [\w-]+)+")
#: A source line may hold separators, as in "Source : Agence / rédaction".
STATED_SOURCE = re.compile(r"(?i:source|fuente|fonte|quelle) ?: ?[^.!?]{1,80}")
