"""What an article says about itself, filled in where nobody said it for it."""

from dataclasses import replace

from index.article import Article
from index.loading.byline import author
from index.loading.dates import published
from index.loading.edges import Edges
from index.loading.source import source
from index.loading.title import title
from index.text.language import detect


def complete(article: Article) -> Article:
    """The article with each description that was ``None`` read from its text, if it is there.

    What is set is never changed, and neither are the text, the address and ``meta``.
    """
    text = article.text.replace("\0", " ")  # A text may hold NUL; a description may not.
    edges = Edges.of(text)
    heading = article.title if article.title is not None else title(text)
    language = article.language if article.language is not None else detect(text)
    if article.source is None:
        article = replace(article, source=source(text, edges, heading))
    if article.author is None:
        article = replace(article, author=author(edges))
    if article.published_at is None:
        article = replace(article, published_at=published(text, edges, language))
    return replace(article, title=heading, language=language)
