"""From files to articles: text untouched, descriptions completed, failures told."""

from index.loading.completion import complete
from index.loading.files import FoundFile, find_files
from index.loading.lines import load_lines
from index.loading.loader import load, load_found
from index.loading.outcome import Limits, LoadedArticle, LoadFailure

__all__ = [
    "FoundFile",
    "Limits",
    "LoadFailure",
    "LoadedArticle",
    "complete",
    "find_files",
    "load",
    "load_found",
    "load_lines",
]
