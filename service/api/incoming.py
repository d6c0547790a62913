"""From what a client sent to an article that can be stored."""

from index.article import Article
from index.errors import InvalidArticle
from index.loading.completion import complete
from service.api.field_path import field_path
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import INVALID_REQUEST
from service.api.schemas.article import ArticleBody


def completed(
    body: ArticleBody, place: tuple[int | str, ...] = (), *, article_id: str | None = None
) -> Article:
    """The article with what can be told from its text filled in.

    ``place`` is where the article stands in the request, and ``article_id`` its id where
    the body does not decide that.

    :raises ProblemError: when it cannot be stored.
    """
    try:
        return complete(body.article(article_id))
    except InvalidArticle as error:
        errors = [FieldError(field_path((*place, error.field)), error.reason)]
        detail = "An article cannot be stored."
        raise ProblemError(INVALID_REQUEST, detail, errors=errors) from None
