"""What several commands take."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Function = TypeVar("_Function", bound=Callable[..., Any])

_data_dir = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where articles and index are kept  [default: $CITEQA_DATA_DIR, else .citeqa]",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_filters = click.option(
    "--filter",
    "filters",
    metavar="JSON",
    help="Only articles that match this filter of Haystack's form.",
)


def data_dir_option(function: _Function) -> _Function:
    """``--data-dir``."""
    return _data_dir(function)


def json_option(function: _Function) -> _Function:
    """``--json``."""
    return _as_json(function)


def filter_option(function: _Function) -> _Function:
    """``--filter``, as text; ``requests`` parses it."""
    return _filters(function)
