"""What rounds add up to."""

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.crash.checking import Verdict
from benchmarks.crash.expectation import Expectation


@dataclass(slots=True)
class Tally:
    """``service_rounds`` of the ``rounds`` were with gunicorn and the real models; ``cut`` are
    operations in progress at a kill. ``lost`` and ``torn`` say what, and in which round."""

    seed: int
    rounds: int = 0
    service_rounds: int = 0
    kills: int = 0
    acknowledged: int = 0
    cut: int = 0
    articles_checked: int = 0
    passages_checked: int = 0
    torn_rounds: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict, expected: Expectation) -> None:
        """One more round."""
        self.rounds += 1
        self.acknowledged += expected.acknowledged
        self.cut += expected.cut
        self.articles_checked += verdict.articles
        self.passages_checked += verdict.passages
        self.torn_rounds += bool(verdict.torn)
        self.lost += [f"round {self.rounds}: {each}" for each in verdict.lost]
        self.torn += [f"round {self.rounds}: {each}" for each in verdict.torn]

    def as_json(self) -> dict[str, Any]:
        """All of it, with the bounds where nothing was found."""
        return asdict(self) | {
            "lost_at_most": bound(len(self.lost), self.acknowledged),
            "torn_at_most": bound(self.torn_rounds, self.rounds),
        }

    def rows(self) -> list[dict[str, str | int | float]]:
        """For a table."""
        figures = {
            "rounds": self.rounds,
            "… with the service and its models": self.service_rounds,
            "processes killed": self.kills,
            "acknowledged operations": self.acknowledged,
            "operations cut off by a kill": self.cut,
            "articles compared": self.articles_checked,
            "passages and vectors compared": self.passages_checked,
            "lost": _of(len(self.lost), self.acknowledged, "operations"),
            "torn": _of(self.torn_rounds, self.rounds, "rounds"),
            "seconds a round": round(self.seconds / max(self.rounds, 1), 2),
        }
        return [{"figure": name, "value": str(value)} for name, value in figures.items()]


def bound(found: int, tries: int) -> float | None:
    """The rate that, with 95% confidence, is not exceeded when none of ``tries`` failed: the
    rule of three. ``None`` where one did, or there were no tries."""
    return 3 / tries if tries and not found else None


def _of(found: int, tries: int, of: str) -> str:
    most = bound(found, tries)
    rate = "" if most is None else f"; with 95% confidence below {most:.2g}"
    return f"{found} of {tries} {of}{rate}"
