"""Traces of requests, sent to an OpenTelemetry collector where one is configured."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from haystack.tracing.tracer import enable_tracing, tracer
from werkzeug.wsgi import ClosingIterator

from service.api.release import release
from service.settings import InvalidSettings, Settings

#: Seconds that the collector may take for some spans; stopping waits for it as well.
_PATIENCE = 5.0


def must_have_tracing(settings: Settings) -> None:
    """:raises InvalidSettings: when traces are to be sent, and what that takes is missing."""
    if not settings.otlp_endpoint:
        return
    try:
        import haystack_integrations.tracing.opentelemetry  # noqa: F401
        import opentelemetry.exporter.otlp.proto.http.trace_exporter
        import opentelemetry.sdk.trace  # noqa: F401
    except ImportError as error:
        needs = "needs the extra citeqa[tracing]"
        raise InvalidSettings(f"otlp_endpoint (CITEQA_OTLP_ENDPOINT): {needs}") from error


def send_traces(app: Flask, settings: Settings) -> None:
    """Have each request to ``app`` be a span, with the stages of its questions below it.

    The spans are sent by a thread, so this has to be called in the process that serves: a
    thread does not survive a fork. Whether they arrive is no request's business.

    :raises InvalidSettings: when the extra is missing.
    """
    must_have_tracing(settings)
    from haystack_integrations.tracing.opentelemetry import OpenTelemetryTracer
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": "citeqa", "service.version": release()})
    provider = TracerProvider(resource=resource)
    address = f"{settings.otlp_endpoint.rstrip('/')}/v1/traces"
    exporter = OTLPSpanExporter(endpoint=address, timeout=_PATIENCE)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    spans = provider.get_tracer("citeqa", release())
    discreet: Any = _Discreet(spans, settings.log_text)
    enable_tracing(OpenTelemetryTracer(discreet))
    tracer.is_content_tracing_enabled = settings.log_text
    vars(app)["wsgi_app"] = TracedRequests(app.wsgi_app, spans)


class _Discreet:
    """An OpenTelemetry tracer whose spans name an exception by its class only: its message may
    have the words of a question or of a filter."""

    def __init__(self, spans: Any, log_text: bool) -> None:
        self._spans = spans
        self._log_text = log_text

    @contextmanager
    def start_as_current_span(self, name: str) -> Iterator[Any]:
        from opentelemetry.trace import Status, StatusCode

        with self._spans.start_as_current_span(
            name, record_exception=self._log_text, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise


class TracedRequests:
    """A WSGI application, each request of which is a span until its response is sent.

    ``traceparent`` (W3C Trace Context) makes it a part of the client's trace. The
    instrumentation that OpenTelemetry has for Flask puts the address into the span, and with it
    the question of ``GET /v1/ask``.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], spans: Any) -> None:
        self._app = app
        self._spans = spans

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        from opentelemetry import context, trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        sent = {name: environ.get(f"HTTP_{name.upper()}", "") for name in _CARRIED}
        parent = TraceContextTextMapPropagator().extract(sent, context.Context())
        span = self._spans.start_span("request", parent, kind=trace.SpanKind.SERVER)
        token = context.attach(trace.set_span_in_context(span, parent))

        def started(status: str, *more: Any) -> Any:
            span.set_attribute("http.response.status_code", int(status[:3]))
            if status.startswith("5"):
                span.set_status(trace.Status(trace.StatusCode.ERROR))
            return start(status, *more)

        def end() -> None:
            context.detach(token)
            span.end()

        try:
            return ClosingIterator(self._app(environ, started), [end])
        except BaseException:
            end()
            raise


_CARRIED = ("traceparent", "tracestate")
