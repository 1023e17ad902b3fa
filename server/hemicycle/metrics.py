"""Figures for operators, in Prometheus' text format; read when asked, counted nowhere twice.

Whoever has a figure registers a plain function that reads it. Nothing here knows what the figures mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

PREFIX = "hemicycle_"


class Metrics(Collector):
    """The figures of one process."""

    def __init__(self) -> None:
        self._figures: dict[str, tuple[type[Metric], str, Callable[[], float]]] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)

    def gauge(self, name: str, about: str, read: Callable[[], float]) -> None:
        """A figure that goes up and down."""
        self._figures[PREFIX + name] = (GaugeMetricFamily, about, read)

    def counter(self, name: str, about: str, read: Callable[[], float]) -> None:
        """A figure that only grows."""
        self._figures[PREFIX + name] = (CounterMetricFamily, about, read)

    def collect(self) -> Iterator[Metric]:
        """Called by the registry for each scrape."""
        for name, (family, about, read) in self._figures.items():
            metric = family(name, about)  # type: ignore[call-arg]
            metric.add_metric([], read())  # type: ignore[attr-defined]
            yield metric

    def text(self) -> bytes:
        """All figures now."""
        return generate_latest(self._registry)
