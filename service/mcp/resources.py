"""Articles as resources."""

from mcp.types import ListResourcesResult, ReadResourceResult, Resource, TextResourceContents
from pydantic import ValidationError

from index.engine import Engine
from index.errors import ArticleNotFound
from index.stored import StoredArticle
from service.api.schemas.stored import ArticlePath, ArticlesQuery
from service.mcp.article_uri import NoSuchResource, article_id_in, article_uri

PLAIN = "text/plain"

#: What an address or a cursor of nothing ends in.
NotThere = (NoSuchResource, ArticleNotFound, ValidationError)

_PAGE = 100


def page(engine: Engine, cursor: str | None) -> ListResourcesResult:
    """The articles after ``cursor``, at most a hundred.

    :raises ValidationError: when the cursor cannot be an article's id, as all of them are.
    """
    query = ArticlesQuery(limit=_PAGE, after=cursor)
    found = engine.articles(limit=query.limit, after=query.after)
    return ListResourcesResult(
        resources=[_resource(stored) for stored in found.articles],
        next_cursor=found.next_after,
    )


def text(engine: Engine, uri: str) -> ReadResourceResult:
    """The text of the article at ``uri``, to the last code point.

    :raises NoSuchResource: when no article can be there.
    :raises ArticleNotFound: when none is.
    """
    path = ArticlePath(article_id=article_id_in(uri))
    article = engine.article(path.article_id).article
    contents = TextResourceContents(uri=uri, mime_type=PLAIN, text=article.text)
    return ReadResourceResult(contents=[contents])


def _resource(stored: StoredArticle) -> Resource:
    article = stored.article
    about = (article.source, article.author, article.published_at, article.url)
    return Resource(
        uri=article_uri(article.id),
        name=article.id,
        title=article.title,
        description=" · ".join(each for each in about if each) or None,
        mime_type=PLAIN,
    )
