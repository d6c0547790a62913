"""The limits that the HTTP API keeps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """What an operator can set.

    ``max_request_bytes`` bounds a request's body, ``max_articles_per_request`` how many
    articles one request may bring and ``max_article_chars`` each one's text, in code
    points. Storing them is given up after ``ingest_seconds``, the waiting included.
    ``log_text`` puts questions into the log, which otherwise has no text of anyone's. Each
    worker reads
    ``reading_at_once`` questions while ``waiting_questions`` others wait, none for longer
    than ``ask_seconds`` in all; and stores the articles of one request while
    ``waiting_articles`` others wait.
    """

    max_request_bytes: int
    max_articles_per_request: int
    max_article_chars: int
    ingest_seconds: float
    log_text: bool = False
    reading_at_once: int = 1
    waiting_questions: int = 8
    waiting_articles: int = 4
    ask_seconds: float = 30.0
