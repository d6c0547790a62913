"""Metrics that are read when they are asked for, rather than counted."""

import platform
import time
from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from index.engine import Engine
from service.api.release import release


class CurrentMetrics(Collector):
    """What runs, and in what it searches, as the worker that is asked sees it.

    Nothing of it is kept in the workers' shared files: there is one set of labels however
    many models there have been, also while workers with other ones are being replaced.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        """:raises StoreUnavailable: when the data directory cannot be read."""
        yield InfoMetricFamily(
            "citeqa_build",
            "What runs.",
            {"version": release(), "python": platform.python_version()},
        )
        models = {name: self._engine.models[name] for name in ("encoder", "reader")}
        yield InfoMetricFamily("citeqa_models", "The models in use.", models)
        generation = self._engine.generation()
        yield GaugeMetricFamily(
            "citeqa_index_generation",
            "Rows that the files which searches use were made of; grows with each, 0 without one.",
            generation.covered if generation else 0,
        )
        if generation:
            yield GaugeMetricFamily(
                "citeqa_index_generation_age_seconds",
                "Since those files were made.",
                max(0.0, time.time() - generation.made),
            )
