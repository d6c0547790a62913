"""Haystack's own suite for document stores, as it ships."""

from pathlib import Path

import pytest
from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.testing.document_store import (
    CountDocumentsByFilterTest,
    DocumentStoreBaseExtendedTests,
)

from index.store.passage_store import PassageStore


class TestPassageStore(DocumentStoreBaseExtendedTests, CountDocumentsByFilterTest):
    @pytest.fixture
    def document_store(self, tmp_path: Path) -> PassageStore:
        return PassageStore(tmp_path)

    def test_write_documents(self, document_store: PassageStore) -> None:
        """The one test that Haystack leaves to the store: what the default policy does."""
        document = Document(content="Une phrase.")
        assert document_store.write_documents([document]) == 1
        with pytest.raises(DuplicateDocumentError):
            document_store.write_documents([document])
        assert document_store.write_documents([document], DuplicatePolicy.SKIP) == 0
        assert document_store.filter_documents() == [document]
