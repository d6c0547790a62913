"""A collector of OpenTelemetry traces: OTLP over HTTP, as protobuf."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Collector:
    """``spans`` that came so far, and the ``bodies`` that they came in."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.paths: set[str] = set()
        self.resources: list[Any] = []
        self.spans: list[Any] = []
        handler = type("Handler", (_Handler,), {"collector": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def named(self, name: str, trace_id: str | None = None) -> list[Any]:
        """The spans of this name, of one trace where that is given in hexadecimal digits."""
        wanted = None if trace_id is None else bytes.fromhex(trace_id)
        return [s for s in self.spans if s.name == name and wanted in (None, s.trace_id)]


class _Handler(BaseHTTPRequestHandler):
    collector: Collector

    def do_POST(self) -> None:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
            ExportTraceServiceRequest,
        )

        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.collector.bodies.append(body)
        self.collector.paths.add(self.path)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.collector.resources.append(group.resource)
            for scope in group.scope_spans:
                self.collector.spans.extend(scope.spans)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def attributes(thing: Any) -> dict[str, Any]:
    """The attributes of a span or a resource by name."""
    return {
        each.key: getattr(each.value, each.value.WhichOneof("value")) for each in thing.attributes
    }


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()
    try:
        yield collector
    finally:
        collector.close()
