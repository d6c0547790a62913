"""Where the articles are kept: in a data directory, or in a Milvus cluster."""

from typing import Literal

from haystack.utils import Secret

from index.milvus.article_store import MilvusArticles
from index.milvus.passage_store import MilvusPassages
from index.storage import Articles, Passages
from index.store.article_store import ArticleStore
from index.store.passage_store import PassageStore
from service.settings import Settings

Kind = Literal["sqlite", "milvus"]


def open_stores(settings: Settings, kind: Kind | None = None) -> tuple[Articles, Passages]:
    """The articles and their passages in the store of this kind, by default the one that
    ``settings`` choose.

    :raises StoreUnavailable: when the data directory cannot be used. Whether Milvus can is
        seen at the first use, so that workers start before it does.
    :raises StoreMismatch: when another version of citeqa made it.
    """
    if (kind or settings.store) == "milvus":
        token = Secret.from_token(settings.milvus_token) if settings.milvus_token else None
        cluster = MilvusPassages(
            settings.milvus_uri,
            token,
            settings.milvus_prefix,
            settings.milvus_seconds,
            settings.milvus_index,
        )
        return MilvusArticles(cluster.cluster), cluster
    local = PassageStore(settings.data_dir, settings.busy_seconds, settings.vector_index)
    return ArticleStore(local.database), local
