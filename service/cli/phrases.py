"""The fixed phrases around an answer, in the question's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.reply import Confidence, NoAnswerReason


@dataclass(frozen=True, slots=True)
class Phrases:
    """``fill`` precedes the command that fills the index."""

    confidence: Mapping[Confidence, str]
    reason: Mapping[NoAnswerReason, str]
    fill: str
    closest: str


ENGLISH = Phrases(
    confidence={
        Confidence.HIGH: "high confidence",
        Confidence.MEDIUM: "medium confidence",
        Confidence.LOW: "low confidence",
    },
    reason={
        NoAnswerReason.EMPTY_INDEX: "No answer: the index is empty.",
        NoAnswerReason.NO_RELEVANT_PASSAGE: "No answer: no passage matches.",
        NoAnswerReason.LOW_CONFIDENCE: "No answer: no passage answers this surely enough.",
    },
    fill="Fill it with:",
    closest="The closest passages:",
)

FRENCH = Phrases(
    confidence={
        Confidence.HIGH: "confiance élevée",
        Confidence.MEDIUM: "confiance moyenne",
        Confidence.LOW: "confiance faible",
    },
    reason={
        NoAnswerReason.EMPTY_INDEX: "Pas de réponse : l’index est vide.",
        NoAnswerReason.NO_RELEVANT_PASSAGE: "Pas de réponse : aucun passage ne correspond.",
        NoAnswerReason.LOW_CONFIDENCE: (
            "Pas de réponse : aucun passage ne répond avec assez de certitude."
        ),
    },
    fill="Pour le remplir :",
    closest="Les passages les plus proches :",
)


def phrases(language: str | None) -> Phrases:
    """French for French questions, English for all others."""
    return FRENCH if language == "fr" else ENGLISH
