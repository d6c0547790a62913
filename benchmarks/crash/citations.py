"""Whether a reply says what its articles say, in the version that it names."""

from collections.abc import Iterator

from benchmarks.crash.editions import edition
from index.article import Article
from index.reply import Citation, Reply


def problems(reply: Reply) -> Iterator[str]:
    """What is wrong with a reply whose questions name an edition's ``meta``."""
    editions = {each.meta["article_id"]: each.meta["edition"] for each in reply.passages}
    for each in reply.passages:
        article = edition(each.meta["article_id"], each.meta["edition"])
        if each.content != article.text[each.meta["start"] : each.meta["end"]]:
            yield f"passage {each.id} is not what edition {each.meta['edition']} says there"
    for answer in reply.answers:
        for citation in answer.citations:
            article = edition(citation.article_id, editions[citation.article_id])
            yield from _of(citation, article, answer.text)


def _of(citation: Citation, article: Article, answer: str) -> Iterator[str]:
    name = f"citation of {article.id} at {citation.start}-{citation.end}"
    if citation.article_version != article.version:
        yield f"{name}: names version {citation.article_version}, read was {article.version}"
    if article.text[citation.start : citation.end] != answer:
        yield f"{name}: is not the answer {answer!r}"
    if article.text[citation.quote_start : citation.quote_end] != citation.quote:
        yield f"{name}: its quote stands elsewhere"
