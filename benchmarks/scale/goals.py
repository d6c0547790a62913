"""What was wanted of a million passages, against what was measured."""

from collections.abc import Iterable

from benchmarks.tables import Row

Tables = dict[str, list[Row]]


def goals(tables: Tables) -> list[Row]:
    """``found`` is the worst of what each goal is about."""
    hybrid = [row for row in tables["Retrieval"] if row["retrieval"] == "hybrid, embedding"]
    memory = tables["Memory"]
    recall = [float(row["recall@20"]) for row in tables["Recall"] if "recall@20" in row]
    shared = [float(row["mapped, all together MB"]) / float(row["mapped MB"]) for row in memory]
    return [
        _at_most("hybrid p95, no filter, ms", 30, _values(hybrid[:1], "p95 ms")),
        _at_most("hybrid p95, any filter, ms", 30, _values(hybrid, "p95 ms")),
        _at_most("start-up, s", 3, _values(tables["Start-up"], "open and first search s")),
        _at_most("vectors, bytes a passage", 600, _values(memory, "vectors B/passage")),
        _at_most("copies of what is mapped", 1.1, shared),
        {
            "goal": "recall@20, any filter",
            "wanted": "≥ 0.99",
            "found": min(recall),
            "met": "yes" if min(recall) >= 0.99 else "no",
        },
    ]


def _values(rows: Iterable[Row], column: str) -> list[float]:
    return [float(row[column]) for row in rows]


def _at_most(goal: str, most: float, values: list[float]) -> Row:
    found = round(max(values), 2)
    met = "yes" if found <= most else "no"
    return {"goal": goal, "wanted": f"≤ {most}", "found": found, "met": met}
