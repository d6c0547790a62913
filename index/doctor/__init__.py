"""Whether models, versions and index are as they should be."""

from index.doctor.check import Check
from index.doctor.environment import check_models, check_versions
from index.doctor.index_checks import check_index
from index.doctor.milvus_checks import check_milvus

__all__ = ["Check", "check_index", "check_milvus", "check_models", "check_versions"]
