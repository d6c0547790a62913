"""The current request in a trace, where there is one."""

from typing import Any

from haystack.tracing.tracer import is_tracing_enabled, tracer

from service.api.request_id import request_id


def described(method: str, route: str) -> dict[str, Any]:
    """Name the request's span after its ``route``, a URL rule; what its line in the log has to
    say of it."""
    span = tracer.current_span() if is_tracing_enabled() else None
    if span is None:
        return {}
    span.raw_span().update_name(f"{method} {route}")
    span.set_tags({"http.route": route, "citeqa.request_id": request_id()})
    return {"trace_id": f"{span.get_correlation_data_for_logs()['trace_id']:032x}"}
