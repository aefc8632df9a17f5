"""What an operator may watch, as Prometheus reads it. Nothing of what anybody said, and no ids."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counts of one running program. Every name begins with `convener_`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = self._counter("turns", "Turns that were committed", "channel", "outcome")
        self._misses = self._counter("misses", "Questions that were not answered", "why")
        self._replies = self._counter("replies", "What became of replies", "channel", "state")
        self._pushes = self._counter("pushes", "What became of tries to push", "channel", "state")
        self._reminders = self._counter("reminders", "Reminders that reached their end", "state")
        self._latency = Histogram(
            "convener_turn_seconds",
            "From an update's arrival until its replies are delivered",
            ("channel",),
            buckets=SECONDS,
            registry=self._registry,
        )

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"convener_{name}", about, labels, registry=self._registry)

    def turn(self, channel: str, outcome: str) -> None:
        """A turn was committed; `outcome`: answered, clarify, abstained, or failed."""
        self._turns.labels(channel, outcome).inc()

    def missed(self, why: str) -> None:
        """A question was not answered."""
        self._misses.labels(why).inc()

    def delivered(self, channel: str, state: str, received: datetime) -> None:
        """A reply to something that came in then (the real clock) reached an end."""
        self._replies.labels(channel, state).inc()
        if state == "sent":
            self._latency.labels(channel).observe(max(0.0, (datetime.now(UTC) - received).total_seconds()))

    def pushed(self, channel: str, state: str) -> None:
        """One try to push ended."""
        self._pushes.labels(channel, state).inc()

    def reminded(self, state: str, how_many: int = 1) -> None:
        """Reminders were sent, told, merged, cancelled at the last moment, or expired."""
        self._reminders.labels(state).inc(how_many)

    def watch(self, gauges: Callable[[], Iterator[Metric]]) -> None:
        """Adds figures that are looked up whenever somebody reads."""
        self._registry.register(_Looked(gauges))

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self._registry)


class _Looked(Collector):
    """Figures looked up at each reading."""

    def __init__(self, gauges: Callable[[], Iterator[Metric]]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """As they are now."""
        return self._gauges()


def gauge(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    """A figure for `watch`."""
    return GaugeMetricFamily(f"convener_{name}", about, labels=labels)
