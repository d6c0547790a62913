"""Whether models, versions and index are as they should be."""

from index.doctor.check import Check
from index.doctor.environment import check_models, check_versions
from index.doctor.index_checks import check_index
from index.doctor.milvus_checks import check_milvus
from index.doctor.repair import Repair
from index.doctor.repairing import repair

__all__ = [
    "Check",
    "Repair",
    "check_index",
    "check_milvus",
    "check_models",
    "check_versions",
    "repair",
]
