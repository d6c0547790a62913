"""What a process knows of the passages, brought up to date at each search."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotOutdated
from index.store.generations.due import MOST
from index.store.generations.fields import FieldNotCovered
from index.store.generations.generation import Generation
from index.store.lookup import passages_where
from index.store.position import Position
from index.store.searching.bm25 import Mask
from index.store.searching.frozen import FrozenSegment
from index.store.searching.growing import GrowingSegment
from index.store.searching.segment import Segment

#: Rows read at once while catching up.
_PORTION = 4096

#: Filters whose passages are remembered until something changes.
_REMEMBERED = 16

_FRESH = """
SELECT passages.number, words, embedding FROM passages JOIN terms USING (number)
LEFT JOIN vectors USING (number) WHERE passages.number > ? ORDER BY passages.number
"""


class State:
    """A generation, and in memory what came and went since.

    Row numbers only ever grow and removals are numbered too; a comparison of two counters
    therefore tells whether anything changed, in any process.
    """

    def __init__(
        self, position: Position, incarnation: tuple[int, ...], generation: Generation | None
    ) -> None:
        """``incarnation`` is that of the SQLite file."""
        self.identity = position.identity
        self._incarnation = incarnation
        self.name = position.generation if generation is not None else ""
        self.frozen = FrozenSegment(generation) if generation is not None else None
        self.growing = GrowingSegment()
        self.last_passage = generation.manifest.last_passage if generation is not None else 0
        # Without a generation there is nothing to remove, however much was removed.
        self.last_removal = (
            generation.manifest.last_removal if generation is not None else position.last_removal
        )
        self._masks: dict[str, list[Mask]] = {}

    @property
    def segments(self) -> list[Segment]:
        """The generation's, where there is one, and the other."""
        return [self.frozen, self.growing] if self.frozen is not None else [self.growing]

    @property
    def waiting(self) -> int:
        """How much has changed since the generation was made: rows that came or went."""
        return len(self.growing) + sum(segment.removed for segment in self.segments)

    @property
    def generation_size(self) -> int:
        """Passages in the generation, 0 without one."""
        return len(self.frozen) if self.frozen is not None else 0

    def vectors(self) -> int:
        """How many stored passages have a vector."""
        total = 0
        for segment in self.segments:
            has = segment.alive if segment.embedded is None else segment.alive & segment.embedded
            total += int(np.count_nonzero(has)) if segment.vectors is not None else 0
        return total

    def passages(self) -> int:
        """How many passages are stored."""
        return sum(len(segment) - segment.removed for segment in self.segments)

    def leads_to(self, position: Position, incarnation: tuple[int, ...]) -> bool:
        """Whether catching up leads from here to ``position`` in that file."""
        same = (self.identity, self._incarnation) == (position.identity, incarnation)
        return same and self.last_removal >= position.forgotten and not self._is_hollow

    def is_ahead_of(self, position: Position) -> bool:
        """Whether this knows more than somebody sees whose view of the data is older."""
        newer = self.last_passage > position.last_passage
        return newer or self.last_removal > position.last_removal

    @property
    def _is_hollow(self) -> bool:
        """Whether most of what is in memory was removed again, and none of it let go of."""
        return len(self.growing) > MOST and self.growing.removed > len(self.growing) // 2

    def missing(self, connection: sqlite3.Connection) -> int:
        """How many stored passages this does not know yet."""
        sql = "SELECT count(*) FROM passages WHERE number > ?"
        return int(connection.execute(sql, (self.last_passage,)).fetchone()[0])

    def catch_up(self, connection: sqlite3.Connection, position: Position) -> None:
        """Take in what came and went up to ``position``.

        :raises SnapshotOutdated: when this is ahead of it.
        """
        if self.is_ahead_of(position):
            raise SnapshotOutdated
        if self.last_passage < position.last_passage:
            self._masks.clear()
            fresh = connection.execute(_FRESH, (self.last_passage,))
            while rows := fresh.fetchmany(_PORTION):
                self.growing.add(rows)
            self.last_passage = position.last_passage
        if self.last_removal < position.last_removal:
            self._masks.clear()
            sql = "SELECT number FROM removals WHERE sequence > ?"
            gone = np.array(
                [number for (number,) in connection.execute(sql, (self.last_removal,))],
                dtype=np.int64,
            )
            self.growing.remove(gone)
            if self.frozen is not None:
                self.frozen.remove(gone)
            self.last_removal = position.last_removal

    def masks(
        self, connection: sqlite3.Connection, filters: Mapping[str, Any] | None
    ) -> list[Mask]:
        """Which passages match, for each segment; ``None`` for all of them.

        :raises FilterError: when the filter is malformed.
        """
        if not filters:
            return [None] * len(self.segments)
        where = passages_where(filters)
        key = json.dumps(filters, default=dict)
        if key not in self._masks:
            masks: list[Mask] = []
            after = 0
            if self.frozen is not None:
                masks.append(self._frozen_mask(connection, self.frozen, filters))
                after = self.frozen.generation.manifest.last_passage
            sql = f"SELECT number FROM passages WHERE number > ? AND {where.sql}"
            rows = connection.execute(sql, (after, *where.parameters))
            masks.append(np.isin(self.growing.numbers, [number for (number,) in rows]))
            if len(self._masks) == _REMEMBERED:
                self._masks.pop(next(iter(self._masks)))
            self._masks[key] = masks
        return self._masks[key]

    @staticmethod
    def _frozen_mask(
        connection: sqlite3.Connection, frozen: FrozenSegment, filters: Mapping[str, Any]
    ) -> NDArray[np.bool_]:
        try:
            return frozen.generation.fields.matching(filters)
        except FieldNotCovered:
            where = passages_where(filters)
            last = frozen.generation.manifest.last_passage
            sql = f"SELECT number FROM passages WHERE number <= ? AND {where.sql}"
            rows = connection.execute(sql, (last, *where.parameters))
            numbers = np.fromiter((number for (number,) in rows), dtype=np.int64)
            mask = np.zeros(len(frozen), dtype=bool)
            mask[np.searchsorted(frozen.numbers, numbers)] = True
            return mask
