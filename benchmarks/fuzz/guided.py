"""The loaders under atheris, which looks for bytes that reach new code:
``python -m benchmarks.fuzz.guided -max_total_time=60``. Its options are libFuzzer's.

atheris is in no extra: it has no wheel for every Python. ``pip install atheris`` first.
"""

import sys

import atheris

with atheris.instrument_imports(include=["index.loading", "index.text"]):
    from benchmarks.fuzz.loading import SUFFIXES, checker


def main() -> None:
    """Fuzz until the time is up, or until something is raised."""
    with checker() as files:

        def load(data: bytes) -> None:
            kind, rest = data[:1] or b"\0", data[1:]
            files.check(SUFFIXES[kind[0] % len(SUFFIXES)], rest)

        atheris.Setup(sys.argv, load)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
