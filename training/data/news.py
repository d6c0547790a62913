"""News articles with questions: cut into passages as the service cuts them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import Article
from index.passages import PassageSplitter
from index.span import Span
from training.data.example import Answer, Example


@dataclass(frozen=True, slots=True)
class NewsPassage:
    """A stretch of an article; ``start`` is where its text begins there."""

    article: str
    title: str
    language: str
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where its text ends in the article."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class News:
    """Articles cut into passages, and the questions over them."""

    passages: list[NewsPassage]
    questions: list[dict[str, Any]]

    def answers(self, question: dict[str, Any], passage: NewsPassage) -> tuple[Answer, ...]:
        """The question's acceptable answers that lie whole in the passage, best first."""
        found: list[Answer] = []
        for gold in question["gold"]:
            if gold["article"] == passage.article:
                for spans in _acceptable(gold):
                    if all(passage.start <= s.start and s.end <= passage.end for s in spans):
                        found.append(tuple(span.shifted(-passage.start) for span in spans))
        return tuple(found)


def read_news(articles: list[Path], questions: list[Path]) -> News:
    """The articles of the files, cut by the service's own splitter."""
    splitter = PassageSplitter()
    passages = []
    for record in records(articles):
        known = ("id", "text", "title", "source", "published_at", "language")
        article = Article(**{name: record[name] for name in known})
        passages += [
            NewsPassage(
                article.id,
                article.title or "",
                article.language or "",
                span.start,
                span.within(article.text),
            )
            for span in splitter.split(article)
        ]
    return News(passages, list(records(questions)))


def example(news: News, question: dict[str, Any], passage: NewsPassage) -> Example:
    """The question beside the passage."""
    return Example(
        question["question"],
        passage.text,
        news.answers(question, passage),
        f"news:{question['id']}",
        passage.article,
        passage.title,
    )


def records(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Every line of the files."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _acceptable(gold: dict[str, Any]) -> Iterator[list[Span]]:
    """Answers spread over several spans first: they are the complete ones."""
    for several in gold.get("sets", []):
        yield [
            Span(s, s + len(t)) for s, t in zip(several["starts"], several["spans"], strict=True)
        ]
    for text, start in zip(gold["answers"], gold["starts"], strict=True):
        yield [Span(start, start + len(text))]
