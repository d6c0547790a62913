"""The reader's figures on a file in SQuAD's format, as a table."""

from typing import Any

from rich.table import Table

from service.cli.tables import WITH_INTERVAL, number, plain_table, with_interval

_ROWS = (
    ("exact, official", "official", "exact"),
    ("F1, official", "official", "f1"),
    ("exact, French articles dropped", "french", "exact"),
    ("F1, French articles dropped", "french", "f1"),
)

#: With the width of what stands in them.
_COLUMNS = {
    "all, 95% interval": WITH_INTERVAL,
    "HasAns": 6,
    "NoAns": 5,
    "always": 6,
    "best": len("100.0 never answering"),
}


def squad_table(report: dict[str, Any]) -> Table:
    """``HasAns`` and ``NoAns`` as in the official script; ``always``: all questions when
    the reader never abstains; ``best``: with the threshold behind ``at``, which is chosen
    on these very questions, so that it flatters."""
    table = plain_table(_title(report))
    has_best = report["unanswerable"] > 0
    for name, width in _COLUMNS.items():
        if has_best or name != "best":
            table.add_column(name, no_wrap=True, min_width=width)
    for label, normalisation, name in _ROWS:
        found, interval = report[normalisation], report["intervals"][normalisation][name]
        cells = [with_interval(found[name], interval, 1)]
        cells += [number(found.get(f"{p}{name}"), 1) for p in ("HasAns_", "NoAns_", "always_")]
        table.add_row(label, *cells, *([_best(found, name)] if has_best else []))
    return table


def _best(found: dict[str, Any], name: str) -> str:
    threshold = found[f"best_{name}_thresh"]
    at = "never answering" if threshold is None else f"at {threshold:.4g}"
    return f"{number(found[f'best_{name}'], 1)} {at}"


def _title(report: dict[str, Any]) -> str:
    return (
        f"{report['questions']} questions with their paragraphs, {report['unanswerable']} "
        f"unanswerable; {report['reader']} abstained from {report['abstained']}, where "
        f'"no answer" scored higher by more than {report["null_threshold"]:g}'
    )
