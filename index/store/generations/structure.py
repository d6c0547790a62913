"""Which FAISS structure holds how many vectors, and how it is searched."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import faiss
import numpy as np
from numpy.typing import NDArray

Structure = Literal["flat", "ivf"]

#: What an operator may ask for.
Choice = Literal["auto", "flat", "ivf"]

METRIC = "inner product of unit vectors"

#: Up to here a look at every vector takes a few milliseconds.
FLAT_MOST = 50_000

#: Training vectors for each list; FAISS asks for 39 at least.
TRAINING = 48

#: Lists that are looked into where every vector counts. For 100,000 vectors in 1,024 lists
#: and for a million in 4,096 alike, 256 of them hold 99.3% of the nearest twenty, 320 99.6%.
PROBES = 320

#: With this exponent, recall with filters that keep a half, a twentieth or a hundredth is as
#: high as without.
_FARTHER = 0.3

#: A structure is trained anew when there are this many times the vectors that it was
#: trained for; up to then its lists only grow.
GROWTH = 3


def chosen(choice: Choice, count: int) -> Structure:
    """The structure for ``count`` vectors. Lists need vectors to be trained on."""
    if choice == "ivf":
        return "ivf" if count >= TRAINING else "flat"
    return "flat" if choice == "flat" or count <= FLAT_MOST else "ivf"


def lists_for(count: int) -> int:
    """How many inverted lists: the power of two next to four square roots of ``count``, as
    FAISS' guidelines have it, and few enough to be trained."""
    wanted = 1 << round(math.log2(4 * math.sqrt(count)))
    return max(1, min(wanted, count // TRAINING))


def new_flat(dimension: int) -> faiss.Index:
    """Every vector as it is; exact."""
    return faiss.IndexFlatIP(dimension)


def trained_ivf(sample: NDArray[np.float32], lists: int) -> faiss.Index:
    """Inverted lists of vectors in one byte a number, as differences from their list's
    centre; trained on ``sample`` [n, dimension] and empty."""
    dimension = sample.shape[1]
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
        True,
    )
    index.cp.niter = 10
    index.cp.spherical = True
    index.train(sample)
    return index


@dataclass(frozen=True, slots=True)
class Search:
    """``only``: a mask over the places [n], or ``None`` for all of them; ``kept``: how many
    those are."""

    count: int
    only: NDArray[np.bool_] | None
    kept: int


def search(
    index: faiss.Index, query: NDArray[np.float32], asked: Search
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The places of the nearest vectors to ``query`` [1, dimension] and FAISS' cosines."""
    only = np.ones(index.ntotal, dtype=bool) if asked.only is None else asked.only
    # Always with a selector: without one, FAISS takes five times as long for one query.
    bitmap: Any = np.packbits(only, bitorder="little")
    selector = faiss.IDSelectorBitmap(bitmap)  # type: ignore[call-arg]
    count = min(asked.count, index.ntotal)
    if not isinstance(index, faiss.IndexIVF):
        parameters: Any = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        return _found(*index.search(query, count, params=parameters))
    probes = _probes(index.nlist, asked.kept / index.ntotal)
    while True:
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probes)  # type: ignore[call-arg]
        places, cosines = _found(*index.search(query, count, params=parameters))
        # What a filter keeps may lie far from the question, all of it.
        if len(places) >= min(count, asked.kept) or probes == index.nlist:
            return places, cosines
        probes = index.nlist


def _found(
    cosines: NDArray[np.float32], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """FAISS fills up with -1 where it finds too few."""
    some = places[0] >= 0
    return places[0][some], cosines[0][some]


def _probes(lists: int, share: float) -> int:
    """How many lists to look into where a share of the vectors counts: the fewer count,
    the farther away the nearest of them are."""
    return min(lists, math.ceil(PROBES * math.pow(share, -_FARTHER)))
