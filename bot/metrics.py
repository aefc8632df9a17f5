"""What an operator may watch, as Prometheus reads it. Nothing of what anybody said, and no ids."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from math import inf

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.store.backlog import Backlog

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
PREFIX = "convener_"


class Metrics:
    """Counts of one running program."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._turns = self._counter("turns", "Turns that were committed", "channel", "outcome")
        self._misses = self._counter("misses", "Questions that were not answered", "why")
        self._replies = self._counter("replies", "What became of replies", "channel", "state")
        self._pushes = self._counter("pushes", "What became of tries to push", "channel", "state")
        self._latency = Histogram(
            f"{PREFIX}turn_seconds",
            "From an update's arrival until its replies are delivered",
            ("channel",),
            buckets=SECONDS,
            registry=self._registry,
        )

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(PREFIX + name, about, labels, registry=self._registry)

    def turn(self, channel: str, outcome: str) -> None:
        """A turn was committed; `outcome`: answered, clarify, abstained, or failed."""
        self._turns.labels(channel, outcome).inc()

    def missed(self, why: str) -> None:
        """A question was not answered."""
        self._misses.labels(why).inc()

    def replied(self, channel: str, state: str) -> None:
        """What became of a reply."""
        self._replies.labels(channel, state).inc()

    def delivered(self, channel: str, received: datetime) -> None:
        """All that is said to an update that came in then (the real clock) has arrived."""
        self._latency.labels(channel).observe(max(0.0, (datetime.now(UTC) - received).total_seconds()))

    def pushed(self, channel: str, state: str) -> None:
        """One try to push ended."""
        self._pushes.labels(channel, state).inc()

    def text(self, looked: Iterable[Metric] = ()) -> bytes:
        """Everything, with what was looked up just now, in Prometheus's text format."""
        return generate_latest(_Together(chain(self._registry.collect(), looked)))


class _Together(Collector):
    """Figures from several places."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """As they are now."""
        return self._metrics


def gauges(found: Backlog, ends: Mapping[str, int], now: datetime, real: datetime) -> Iterator[Metric]:
    """What waits; `ends`: of reminders that do not, by state. `now` is the bot's clock, `real` the real one."""
    yield _one("updates_waiting", "Updates without an answer", found.updates)
    yield _one("updates_lag_seconds", "How long the oldest of them waits", _since(found.since, real))
    yield _one("updates_aside", "Updates that were given up", found.aside)
    yield _one("replies_waiting", "Replies that are not delivered yet", found.unfinished)
    yield _one("replies_untold", "Messages that are told with somebody's next one", found.untold)
    yield _one("digests_waiting", "Digests on their way", found.digests)
    yield _one("digests_lag_seconds", "How long the oldest of them is", _since(found.digests_since, real))
    yield _one("reminders_due", "Reminders that are due and not sent", found.due)
    yield _one("reminders_lag_seconds", "How long the oldest of them is due", _since(found.due_since, now))
    planned = {lane or "contact": count for lane, count in found.waiting.items()}
    yield _each("reminders_planned", "Reminders that are planned; contact: told with the next message", "lane", planned)
    yield _each("reminders", "Reminders that are not planned any more", "state", ends)
    left = {channel: inf if people is None else people for channel, people in found.left.items()}
    yield _each("quota_left", "People who can still be pushed to in this month", "channel", left)
    short = {channel: int(channel in found.short) for channel in found.left}
    yield _each("quota_short", "Whether that is not enough for all reminders of the month", "channel", short)


def _since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


def _one(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, about, value=value)


def _each(name: str, about: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, about, labels=(label,))
    for key in sorted(values):
        family.add_metric((key,), values[key])
    return family
