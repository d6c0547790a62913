"""For each module: what it makes of telemetry when it is the first that a program imports.

Prints, by module, the environment's word on telemetry at the moment when Haystack or ONNX
Runtime is first looked for; nothing for a module that needs neither.
"""

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

# What all children need and what has nothing to do with it, once for all of them.
import dateparser  # noqa: F401
import faiss  # noqa: F401
import flask_openapi3  # noqa: F401
import pydantic_settings  # noqa: F401
import tokenizers  # noqa: F401
import trafilatura  # noqa: F401

WATCHED = {"haystack": "HAYSTACK_TELEMETRY_ENABLED", "onnxruntime": "ORT_DISABLE_TELEMETRY"}


class Reached(BaseException):
    """Haystack or ONNX Runtime would now be loaded."""


class Lookout:
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in WATCHED:
            raise Reached(f"{name} {os.environ.get(WATCHED[name])}")
        return None


def modules() -> list[str]:
    packages = [importlib.util.find_spec(name) for name in ("index", "service")]
    found = []
    for package in packages:
        assert package is not None
        found.append(package.name)
        places = package.submodule_search_locations or []
        # Not walk_packages, which imports what it finds.
        pending = [(package.name, list(places))]
        while pending:
            prefix, paths = pending.pop()
            for module in pkgutil.iter_modules(paths, f"{prefix}."):
                found.append(module.name)
                if module.ispkg:
                    last = module.name.rpartition(".")[2]
                    pending.append((module.name, [f"{path}/{last}" for path in paths]))
    return found


def first_import(name: str) -> str:
    """In a process of its own: what the lookout sees while ``name`` is imported."""
    reading, writing = os.pipe()
    if child := os.fork():
        os.close(writing)
        with os.fdopen(reading) as file:
            told = file.read()
        os.waitpid(child, 0)
        return told
    try:
        importlib.import_module(name)
        told = ""
    except Reached as reached:
        told = str(reached)
    except BaseException as error:
        told = f"failed: {error!r}"
    os.write(writing, told.encode())
    os._exit(0)


if __name__ == "__main__":
    for variable in WATCHED.values():
        os.environ.pop(variable, None)
    sys.meta_path.insert(0, Lookout())
    print(json.dumps({name: first_import(name) for name in modules()}))
