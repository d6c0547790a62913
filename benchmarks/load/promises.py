"""Whether the service did what it promises."""

from collections.abc import Mapping, Sequence

from benchmarks.tables import Row

#: The least share of its capacity that five times as many questions leave.
LEAST = 0.9


def broken(found: Mapping[str, Sequence[Row]]) -> list[str]:
    """What was not kept, in words, of the rows of ``overload``, ``reload`` and ``recycling``."""
    wrong = []
    for title, rows in found.items():
        wrong += [
            f"{title}, {row.get('load', row.get('connections'))}: {row[kind]} requests {kind}"
            for row in rows
            for kind in ("lost", "other")
            if row.get(kind, 0)
        ]
    for row in found.get("overload", []):
        if row["load"] == "workers that ended" and row["requests"]:
            wrong.append(f"overload: {row['requests']} workers ended")
        if str(row["load"]).startswith("5×") and float(row["of capacity"]) < LEAST:
            wrong.append(f"overload, {row['load']}: {row['of capacity']} of the capacity")
    for title in ("reload", "recycling"):
        for row in found.get(title, []):
            if row["connections"] == "workers replaced" and not row["requests"]:
                wrong.append(f"{title}: no worker was replaced")
    return wrong
