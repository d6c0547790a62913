"""Some of the passages, by place: a generation's, or those that came after it."""

from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from index.store.generations.postings import Occurrences


class Segment(Protocol):
    """Passages at places 0 to n - 1, in the order of their row numbers."""

    #: Row numbers, ascending; int64 [n].
    @property
    def numbers(self) -> NDArray[np.int64]: ...

    #: How many terms each passage has; float32 [n].
    @property
    def lengths(self) -> NDArray[np.float32]: ...

    #: Which passages are still stored; bool [n].
    @property
    def alive(self) -> NDArray[np.bool_]: ...

    #: Which have a vector; bool [n], or ``None`` where all have.
    @property
    def embedded(self) -> NDArray[np.bool_] | None: ...

    #: The vectors by place, zeros where there is none; ``None`` where none has one.
    @property
    def vectors(self) -> faiss.Index | None: ...

    #: How many are not stored any more.
    @property
    def removed(self) -> int: ...

    #: How many terms those that are stored have together.
    @property
    def total_length(self) -> float: ...

    def occurrences(self, term: str) -> Occurrences | None: ...

    def __len__(self) -> int: ...
