"""Draw how far confidence can be trusted: ``python -m benchmarks.plots EVAL.json OUT_DIR``.

``EVAL.json`` is what ``citeqa eval QUESTIONS.jsonl --json`` prints. Two files are written,
``risk-coverage.svg`` and ``reliability.svg``, each with a line for all questions and one for
each language. It needs matplotlib: ``pip install -e '.[plots]'``.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: More points than can be told apart only make the file large.
MOST_POINTS = 150
#: Colours that the colour-blind tell apart (Okabe & Ito 2008); the first is for all.
COLOURS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7")
STYLES = ("-", "--", "-.", ":")

_SETTINGS = {
    "svg.fonttype": "none",  # text stays text: small, and the browser's own font
    "svg.hashsalt": "citeqa",  # the same figures make the same file
    "font.size": 10,
}


class NoConfidence(ValueError):
    """The file is not what ``citeqa eval --json`` prints for questions of a line each."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: has no 'confidence'; is it from `citeqa eval --json`?")


def groups(path: Path) -> dict[str, dict[str, Any]]:
    """The confidence figures in the file: ``all`` first, then by language.

    :raises NoConfidence: when there are none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["confidence"]
        named = {"all": found["all"], **dict(sorted(found["language"].items()))}
        return {name: each for name, each in named.items() if each["questions"]}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoConfidence(path) from error


def thinned(points: list[dict[str, float]]) -> list[dict[str, float]]:
    """At most ``MOST_POINTS``, evenly spread, the last one among them."""
    step = -(-len(points) // MOST_POINTS) or 1
    return points[::-step][::-1]


def draw(named: dict[str, dict[str, Any]], folder: Path) -> list[Path]:
    """Write both plots into ``folder``, which is made; the files' paths."""
    from matplotlib import rc_context

    folder.mkdir(parents=True, exist_ok=True)
    with rc_context(_SETTINGS):
        return [
            _risk_coverage(named, folder / "risk-coverage.svg"),
            _reliability(named, folder / "reliability.svg"),
        ]


def _risk_coverage(named: dict[str, dict[str, Any]], path: Path) -> Path:
    figure, axes = _axes("share of questions answered, %", "wrong among them, %")
    for name, found, look in _looks(named):
        points = thinned(found["curve"])
        across = [100 * point["coverage"] for point in points]
        up = [100 * point["risk"] for point in points]
        label = f"{name}: AURC {found['aurc']:.3f}, n = {found['questions']}"
        # The risk between two thresholds is that of the lower coverage: no other is reached.
        axes.step(across, up, where="post", label=label, **look)
    return _saved(figure, axes, path)


def _reliability(named: dict[str, dict[str, Any]], path: Path) -> Path:
    figure, axes = _axes("confidence, %", "right, %")
    axes.plot([0, 100], [0, 100], color="#999999", linewidth=1)
    for name, found, look in _looks(named):
        across = [100 * each["predicted"] for each in found["bins"]]
        up = [100 * each["observed"] for each in found["bins"]]
        label = f"{name}: ECE {found['ece']:.3f}, n = {found['questions']}"
        axes.plot(across, up, marker="o", markersize=4, label=label, **look)
    return _saved(figure, axes, path)


def _looks(
    named: dict[str, dict[str, Any]],
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for number, (name, found) in enumerate(named.items()):
        colour, style = COLOURS[number % len(COLOURS)], STYLES[number % len(STYLES)]
        yield name, found, {"color": colour, "linestyle": style, "linewidth": 1.5}


def _axes(across: str, up: str) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.add_subplot(xlabel=across, ylabel=up, xlim=(-1, 101), ylim=(-2, 102))
    axes.grid(color="#dddddd", linewidth=0.5)
    return figure, axes


def _saved(figure: Any, axes: Any, path: Path) -> Path:
    axes.legend(frameon=False, fontsize=9)
    figure.savefig(path, format="svg", metadata={"Date": None})
    return path


def main(arguments: list[str]) -> None:
    """Read, draw, and say what was written."""
    if len(arguments) != 2:
        sys.exit(__doc__)
    source, folder = map(Path, arguments)
    try:
        written = draw(groups(source), folder)
    except (NoConfidence, OSError) as error:
        sys.exit(str(error))
    except ModuleNotFoundError as error:
        sys.exit(f"{error}; install the extra `plots`")
    for path in written:
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
