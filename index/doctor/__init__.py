"""Whether models, versions and index are as they should be."""

from index.doctor.check import Check
from index.doctor.environment import check_models, check_versions
from index.doctor.index_checks import check_index

__all__ = ["Check", "check_index", "check_models", "check_versions"]
