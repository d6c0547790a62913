"""What Prometheus can know of the service."""

import os
from enum import StrEnum
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.registry import Collector

from index.reply import IndexState, Reply, SearchReply
from service.api.worker_metrics import WorkerMetrics

_TENTHS = tuple(tenth / 10 for tenth in range(1, 11))

#: Requests may take a minute and more.
_LONG = (15.0, 30.0, 60.0, 120.0)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, *_LONG)
_SECONDS_WAITED = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, *_LONG)


class Refusal(StrEnum):
    """Why a question was refused by load: no place in the line, too late in coming to be
    handled at all, or its deadline passed before anything was read."""

    FULL = "full"
    LATE = "late"
    DEADLINE = "deadline"


class Metrics:
    """One application's metrics, all named ``citeqa_…``.

    Under several worker processes, set ``PROMETHEUS_MULTIPROC_DIR`` to an empty folder
    before the first one starts; any of them then reports for all.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "citeqa_http_requests",
            "HTTP requests.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._request_seconds = Histogram(
            "citeqa_http_request_seconds",
            "Time to answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stage_seconds = Histogram(
            "citeqa_stage_seconds",
            "Time to retrieve or read.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._questions = Counter(
            "citeqa_questions", "Questions by outcome.", ("outcome",), registry=registry
        )
        self._confidence = Histogram(
            "citeqa_answer_confidence",
            "Probability that the best answer is right.",
            buckets=_TENTHS,
            registry=registry,
        )
        self._refused = Counter(
            "citeqa_refused", "Questions refused by load.", ("reason",), registry=registry
        )
        for reason in Refusal:
            self._refused.labels(reason)
        self._queue_seconds = Histogram(
            "citeqa_queue_seconds",
            "Time that questions waited for others.",
            buckets=_SECONDS_WAITED,
            registry=registry,
        )
        self._waiting = _sum("citeqa_queue_waiting", "Questions that wait.", registry)
        self._reading = _sum("citeqa_queue_reading", "Questions that are read.", registry)
        self._articles = _gauge("citeqa_index_articles", "Articles stored.", registry)
        self._passages = _gauge("citeqa_index_passages", "Passages to search.", registry)
        self._version = _gauge("citeqa_index_version", "Grows with each change.", registry)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request to ``route``, a URL rule, that took ``seconds``."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_refusal(self, reason: Refusal) -> None:
        """Count a question that was not read because there were too many, or too little time."""
        self._refused.labels(reason).inc()

    def show_line(self, reading: int, waiting: int) -> None:
        """Record how many questions are where."""
        self._reading.set(reading)
        self._waiting.set(waiting)

    def time_waiting(self, seconds: float) -> None:
        """Record how long a question waited for its turn."""
        self._queue_seconds.observe(seconds)

    def count_reply(self, reply: Reply) -> None:
        """Count a question and how sure its answer is."""
        answered = "curated" if reply.curated else "answered"
        self._questions.labels(reply.no_answer_reason or answered).inc()
        self.time_stages(reply)
        if reply.answered and not reply.curated:
            self._confidence.observe(reply.answers[0].score)

    def time_stages(self, reply: Reply | SearchReply) -> None:
        """Record how long retrieving and reading took."""
        for stage in ("retrieve", "read"):
            if stage in reply.timings_ms:
                self._stage_seconds.labels(stage).observe(reply.timings_ms[stage] / 1000)

    def show_index(self, state: IndexState) -> None:
        """Record how much there is to search."""
        self._articles.set(state.articles)
        self._passages.set(state.passages)
        self._version.set(state.version)

    def exposition(self, *others: Collector) -> bytes:
        """Everything, and what ``others`` have, in Prometheus' text format."""
        folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        everyone = CollectorRegistry()
        for each in (WorkerMetrics(Path(folder)) if folder else self._registry, *others):
            everyone.register(each)
        return generate_latest(everyone)


def _sum(name: str, help_: str, registry: CollectorRegistry) -> Gauge:
    # Of the workers that live: each has a line of its own.
    return Gauge(name, help_, registry=registry, multiprocess_mode="livesum")


def _gauge(name: str, help_: str, registry: CollectorRegistry) -> Gauge:
    # All workers see one index, so that the latest word is right.
    return Gauge(name, help_, registry=registry, multiprocess_mode="mostrecent")
