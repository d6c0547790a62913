"""Finding passages: dense, BM25, and both fused, as Haystack components."""

from index.retrieval.bm25_retriever import PassageBM25Retriever
from index.retrieval.embedding_retriever import PassageEmbeddingRetriever
from index.retrieval.fusion import LanguageAwareFusion

__all__ = ["LanguageAwareFusion", "PassageBM25Retriever", "PassageEmbeddingRetriever"]
