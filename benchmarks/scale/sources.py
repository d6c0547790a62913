"""Real texts: the example articles, and where they are at hand, news and paragraphs of
Wikipedia with questions about them."""

import json
from collections.abc import Iterator
from pathlib import Path

from haystack import Document

from index.article import Article
from index.evaluation.contents import contents
from index.evaluation.questions import read_questions
from index.loading import Limits, LoadedArticle, load
from index.passages import PassageSplitter, passage_document

_EXAMPLES = Path(__file__).parents[2] / "examples"

_NEWS = ("news/dev.articles.jsonl", "news/train.articles.jsonl")
_PARAGRAPHS = {"qa-data/piaf-v1.1.json.gz": "fr", "qa-data/new_wiki.json.gz": "en"}

#: What is served is mostly French.
_LEAST_FRENCH = 0.8

_QUESTIONS = 300


def passages(shared: Path, most: int) -> list[Document]:
    """Up to ``most`` passages as the product cuts them, four in five or more in French."""
    splitter = PassageSplitter()
    found: dict[bool, list[Document]] = {True: [], False: []}
    for article in _articles(shared):
        mine = found[article.language == "fr"]
        mine += [passage_document(article, span) for span in splitter.split(article)]
    french = found[True][: int(most * _LEAST_FRENCH)]
    return french + found[False][: int(len(french) / _LEAST_FRENCH) - len(french)]


def questions(shared: Path) -> list[tuple[str, str]]:
    """Questions and their languages."""
    news = shared / "news/dev.questions.jsonl"
    asked = read_questions(news if news.exists() else _EXAMPLES / "questions.jsonl")
    return [(each.question, each.lang) for each in asked[:_QUESTIONS]]


def _articles(shared: Path) -> Iterator[Article]:
    files = [_EXAMPLES / "articles", *(shared / name for name in _NEWS)]
    for item in load([file for file in files if file.exists()], Limits(1 << 26, 1 << 22)):
        if isinstance(item, LoadedArticle):
            yield item.article
    for name, language in _PARAGRAPHS.items():
        if (shared / name).exists():
            for number, (title, text) in enumerate(_paragraphs(shared / name)):
                yield Article(f"{name}:{number}", text, title, language=language)


def _paragraphs(path: Path) -> Iterator[tuple[str, str]]:
    for article in json.loads(contents(path))["data"]:
        for paragraph in article["paragraphs"]:
            yield article["title"], paragraph["context"]
