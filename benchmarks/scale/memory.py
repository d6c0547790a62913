"""What processes that search have in memory, of their own and together."""

from pathlib import Path
from typing import Any

from benchmarks.scale.processes import Child
from benchmarks.scale.seed import read_seed
from benchmarks.tables import Row
from index.store.passage_store import PassageStore

_MOST = 300

#: What a process has to keep until its memory has been looked at.
_kept: list[object] = []


def memory(folder: Path, seeds: Path, size: int, workers: int) -> Row:
    """Megabytes, the mean of ``workers`` processes that have searched every question.

    PSS counts what is shared in equal parts; ``mapped`` are the files of the generation,
    which are in memory once, for all processes together.
    """
    children = [Child(searched, folder=folder, seeds=seeds) for _ in range(workers)]
    try:
        before = sum(child.result() for child in children) / workers
        mappings = [_mappings(child.pid) for child in children]
    finally:
        for child in children:
            child.end()
    own = sum(_sum(each, "", "Anonymous") for each in mappings) / workers
    mapped = max(_sum(each, "/generations/", "Rss") for each in mappings)
    vectors = max(_sum(each, "/vectors.faiss", "Rss") for each in mappings)
    shared = sum(_sum(each, "/generations/", "Pss") for each in mappings)
    return {
        "workers": workers,
        "imports MB": round(before / 1e6, 1),
        "own MB each": round(own / 1e6, 1),
        "PSS MB each": round(sum(_sum(each, "", "Pss") for each in mappings) / workers / 1e6, 1),
        "mapped MB": round(mapped / 1e6, 1),
        "mapped, all together MB": round(shared / 1e6, 1),
        "vectors B/passage": round(vectors / size, 1),
        "own B/passage": round((own - before) / size, 1),
    }


def searched(folder: str, seeds: str) -> int:
    """In a fresh process: search every question; returns the bytes that this process had of
    its own before."""
    asked = read_seed(Path(seeds))
    before = own_memory()
    found = PassageStore(folder)
    _kept.extend([asked, found])
    for number in range(min(_MOST, len(asked.questions))):
        found.embedding_retrieval(asked.question_vectors[number].tolist(), None, 50)
        found.bm25_retrieval(asked.questions[number], None, 50, asked.question_languages[number])
    return before


def own_memory() -> int:
    """Bytes that this process shares with nobody, files left out."""
    return _sum(_mappings("self"), "", "Anonymous")


def _mappings(pid: Any) -> list[tuple[str, dict[str, int]]]:
    """Each mapping's file, and its bytes by kind."""
    found: list[tuple[str, dict[str, int]]] = []
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, _, rest = line.partition(":")
        if " " in name:  # the line that begins a mapping: addresses, rights, …, file
            found.append((line.split(maxsplit=5)[5] if len(line.split()) > 5 else "", {}))
        elif rest.endswith(" kB"):
            found[-1][1][name] = int(rest.split()[0]) * 1024
    return found


def _sum(mappings: list[tuple[str, dict[str, int]]], file: str, kind: str) -> int:
    return sum(sizes.get(kind, 0) for name, sizes in mappings if file in name)
