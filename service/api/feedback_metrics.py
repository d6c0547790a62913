"""Feedback for Prometheus, as it stands in the records: the same from every worker."""

from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service.records.bands import bands
from service.records.feedback import Tally


def exposition(tallies: Sequence[Tally]) -> bytes:
    """``citeqa_feedback`` and ``citeqa_feedback_precision`` in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Feedback(tallies))
    return generate_latest(registry)


class _Feedback(Collector):
    def __init__(self, tallies: Sequence[Tally]) -> None:
        self._tallies = tallies

    def collect(self) -> Iterable[Metric]:
        # No counter: what is too old is deleted.
        labels = ("verdict", "confidence")
        kept = GaugeMetricFamily("citeqa_feedback", "Feedback that is kept.", labels=labels)
        for tally in self._tallies:
            kept.add_metric((tally.verdict.value, tally.band), tally.count)
        yield kept
        help_ = "The share of answers that was helpful, of those with feedback."
        precision = GaugeMetricFamily("citeqa_feedback_precision", help_, labels=("confidence",))
        for band in bands(self._tallies):
            if band.precision is not None:
                precision.add_metric((band.name,), band.precision)
        yield precision
