"""Examples for the OpenAPI document, in French and English."""

from typing import Any

ARTICLE_FR: dict[str, Any] = {
    "id": "exemple/pont",
    "text": "Le nouveau pont a été inauguré lundi par la maire, Claire Dubois.",
    "title": "Le pont est ouvert",
    "source": "La Gazette",
    "url": "https://gazette.example/pont",
    "published_at": "2024-05-31",
    "language": "fr",
    "meta": {"rubrique": "région"},
}

ARTICLE_EN: dict[str, Any] = {
    "id": "example/bridge",
    "text": "The new bridge was opened on Monday by the mayor, Claire Dubois.",
    "title": "The bridge is open",
    "published_at": "2024-05-31T09:30:00Z",
    "language": "en",
}

CURATED_FR: dict[str, Any] = {
    "questions": ["Quels sont les horaires du musée ?", "À quelle heure ouvre le musée ?"],
    "answer": "De 10 h à 18 h, tous les jours sauf le mardi.",
    "citation": {"title": "Informations pratiques", "url": "https://musee.example/horaires"},
    "language": "fr",
}

CURATED_EN: dict[str, Any] = {
    "questions": ["What are the museum's opening hours?", "When does the museum open?"],
    "answer": "From 10 am to 6 pm, every day but Tuesday.",
    "citation": {"title": "Plan your visit", "url": "https://museum.example/hours"},
    "language": "en",
}

FEEDBACK_FR: dict[str, Any] = {
    "query_id": "3f0c8a5e6b1d4c2f9a7e8d6c5b4a3f2e",
    "verdict": "wrong",
    "corrected": {"article_id": "exemple/pont", "text": "Claire Dubois"},
    "comment": "C'est la maire qui l'a inauguré.",
}

FEEDBACK_EN: dict[str, Any] = {
    "query_id": "3f0c8a5e6b1d4c2f9a7e8d6c5b4a3f2e",
    "answer": 0,
    "verdict": "helpful",
}


def _answered(question: str, answer: str, article: dict[str, Any]) -> dict[str, Any]:
    text = article["text"]
    start = text.index(answer)
    described = ("title", "source", "url", "published_at", "language")
    about = {"article_id": article["id"]} | {name: article.get(name) for name in described}
    citation = about | {
        "article_version": "0c1d2e3f4a5b6c7d",
        "start": start,
        "end": start + len(answer),
        "quote": text,
        "quote_start": 0,
        "quote_end": len(text),
        "passage_id": "5f6e7d8c9b0a",
    }
    passage = about | {
        "id": "5f6e7d8c9b0a",
        "start": 0,
        "end": len(text),
        "text": text,
        "score": 0.93,
    }
    return {
        "query_id": "3f0c8a5e6b1d4c2f9a7e8d6c5b4a3f2e",
        "question": question,
        "question_language": article["language"],
        "resolved_question": None,
        "answered": True,
        "answer": answer,
        "answers": [
            {
                "text": answer,
                "score": 0.91,
                "confidence": "high",
                "language": article["language"],
                "citations": [citation],
                "parts": [],
            }
        ],
        "no_answer_reason": None,
        "passages": [passage],
        "index": {"version": 12, "articles": 240, "passages": 1830},
        "models": {"encoder": "encoder-name", "reader": "reader-name"},
        "timings_ms": {"retrieve": 8.1, "read": 96.4, "total": 104.9},
        "partial": False,
        "curated": None,
    }


ANSWER_FR = _answered("Qui a inauguré le pont ?", "Claire Dubois", ARTICLE_FR)
ANSWER_EN = _answered("Who opened the bridge?", "Claire Dubois", ARTICLE_EN)

BATCH_FR: dict[str, Any] = {"index": 0, "status": 200, "result": ANSWER_FR}
BATCH_EN: dict[str, Any] = {"index": 0, "status": 200, "result": ANSWER_EN}
