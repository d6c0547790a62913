"""Measures in processes of their own: memory and start-up are not to be seen otherwise.

``python -m benchmarks.scale.processes MODULE NAME ARGUMENTS`` calls a function with
arguments in JSON, prints what it returns, and goes on living until its input ends.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]


class Child:
    """A process that calls ``function``, a module's, and then waits."""

    def __init__(self, function: Callable[..., Any], **arguments: Any) -> None:
        module = [sys.executable, "-m", "benchmarks.scale.processes"]
        called = [function.__module__, function.__qualname__, json.dumps(arguments, default=str)]
        self._process = subprocess.Popen(
            [*module, *called],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"HAYSTACK_TELEMETRY_ENABLED": "False"},
            text=True,
        )
        self.pid = self._process.pid

    def result(self) -> Any:
        """What the function returned; the process is still there."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args} failed: {self._process.wait()}")
        return json.loads(line)

    def end(self, at_once: bool = False) -> None:
        """Let it end, or make it."""
        if at_once:
            self._process.kill()
        self._process.communicate()


def apart(function: Callable[..., Any], **arguments: Any) -> Any:
    """What ``function`` returns in a fresh process."""
    child = Child(function, **arguments)
    try:
        return child.result()
    finally:
        child.end()


def main(module: str, name: str, arguments: str) -> None:
    """What such a process does."""
    # Libraries that print must not get in between.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    found = getattr(import_module(module), name)(**json.loads(arguments))
    print(json.dumps(found), file=out, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
