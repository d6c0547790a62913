"""Spans for whoever turns Haystack's tracing on; next to nothing otherwise."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from haystack.tracing.tracer import is_tracing_enabled, tracer

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_NOTHING = nullcontext()


def traced(name: str) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """A decorator that makes each call a span called ``name``, below the span around it."""

    def decorate(call: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(call)
        def spanned(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            with stage(name):
                return call(*args, **kwargs)

        return spanned

    return decorate


def stage(name: str) -> AbstractContextManager[Any]:
    """The block is a span called ``name``."""
    # Haystack's own way to do nothing takes ten microseconds, and a question has nine spans.
    return tracer.trace(name) if is_tracing_enabled() else _NOTHING


def tag(**tags: Any) -> None:
    """Tell of the current span, such as ``passages=8``; no text of anyone's."""
    if is_tracing_enabled() and (span := tracer.current_span()):
        span.set_tags({f"citeqa.{name}": value for name, value in tags.items()})


def tag_content(**tags: str) -> None:
    """The same for text, which is only told where Haystack's content tracing is on."""
    if is_tracing_enabled() and (span := tracer.current_span()):
        for name, value in tags.items():
            span.set_content_tag(f"citeqa.{name}", value)
