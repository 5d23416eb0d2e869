"""Metrics: running counts in SQLite, so that they are right over all processes, and their text for Prometheus."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_text import clean
from rlmchat.chat.metering import BUCKETS, DETECTED, MODEL_CALLS, RELEVANCE, TURN_SECONDS, Sample
from rlmchat.errors import RlmChatError, UsageError
from rlmchat.learning.chronicle import Totals
from rlmchat.learning.correction import Category, OutcomeKind, Source, Status

if TYPE_CHECKING:
    from wsgiref.simple_server import WSGIServer

    from prometheus_client.metrics_core import Metric

PURPOSES = ("answer", "revise", "detect", "phrase")
"""What models are called for."""
LOOPBACK = "127.0.0.1"
"""The only address that metrics are served on: they tell of a person's habits."""


class SqliteMeter:
    """Implements `rlmchat.chat.metering.Meter` on an open Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, counts: Mapping[Sample, float]) -> None:
        """Add to what is kept, as one transaction."""
        rows = [(s.name, clean(s.label), s.part, by) for s, by in counts.items()]
        statement = (
            "INSERT INTO metric (name, label, part, value) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name, label, part) DO UPDATE SET value = value + excluded.value"
        )
        await self._database.write(lambda c: c.executemany(statement, rows))

    async def read(self) -> Mapping[Sample, float]:
        """All of it."""
        return await self._database.read(_read)


def _read(connection: sqlite3.Connection) -> dict[Sample, float]:
    rows = connection.execute("SELECT name, label, part, value FROM metric")
    return {Sample(name, label, part): value for name, label, part, value in rows}


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything there is to tell, as it stands at one moment."""

    totals: Totals = field(default_factory=Totals)
    counts: Mapping[Sample, float] = field(default_factory=dict)
    statuses: Mapping[Status, int] = field(default_factory=dict)


def text(reading: Reading) -> str:
    """In Prometheus' text format."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector(lambda: reading))
    return generate_latest(registry).decode()


def server(port: int, read: Callable[[], Reading]) -> WSGIServer:
    """A server of `/metrics` on the loopback address that asks `read` for each answer; raises UsageError.

    `read` is called in threads of the server's own; where it raises an RlmChatError the answer is a 500.
    """
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry()
    registry.register(_Collector(read))
    try:
        running, _ = start_http_server(port, LOOPBACK, registry)
    except (OSError, OverflowError) as error:
        raise UsageError(f"Port {port} of {LOOPBACK} cannot be used: {error}.", "Choose another one.") from error
    return running


class _Collector:
    """Tells Prometheus' client what was read."""

    def __init__(self, read: Callable[[], Reading]) -> None:
        self._read = read

    def describe(self) -> Iterable[Metric]:
        """Nothing: without it the client would read everything once just to learn the names."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Every metric, also those that are zero: a count that was never seen cannot be told from a broken one."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        try:
            now = self._read()
        except RlmChatError as error:
            raise RuntimeError(str(error)) from error
        saved, outcomes = now.totals.saved, now.totals.outcomes
        counters: list[tuple[str, str, str, Mapping[str, float]]] = [
            (DETECTED, "Messages judged to be corrections.", "category", _labelled(now, DETECTED, Category)),
            ("rlm_corrections_saved_total", "Corrections kept.", "source", {s: saved.get(s, 0) for s in Source}),
            ("rlm_lessons_total", "Lessons by outcome.", "outcome", {k: outcomes.get(k, 0) for k in OutcomeKind}),
            (
                MODEL_CALLS,
                "Model calls.",
                "purpose",
                _labelled(now, MODEL_CALLS, PURPOSES),
            ),
        ]
        for name, about, label, values in counters:
            family = CounterMetricFamily(name.removesuffix("_total"), about, labels=[label])
            for value, count in values.items():
                family.add_metric([str(value)], count)
            yield family
        for name, about, count in (
            ("rlm_corrections_applied", "Lessons that changed an answer.", outcomes.get(OutcomeKind.FORCED, 0)),
            ("rlm_turns", "Messages of the person.", now.totals.turns),
            ("rlm_repeat_corrections", "Corrections of what had been corrected already.", now.totals.repeats),
        ):
            yield CounterMetricFamily(name, about, value=count)
        gauge = GaugeMetricFamily("rlm_corrections", "Corrections by status.", labels=["status"])
        for status in Status:
            gauge.add_metric([str(status)], now.statuses.get(status, 0))
        yield gauge
        yield _histogram(HistogramMetricFamily(RELEVANCE, "Relevance of recalled lessons."), now, RELEVANCE, {"": []})
        stages = {s.label: [s.label] for s in sorted(now.counts, key=lambda s: s.label) if s.name == TURN_SECONDS}
        seconds = HistogramMetricFamily(TURN_SECONDS, "Seconds that stages of turns took.", labels=["stage"])
        yield _histogram(seconds, now, TURN_SECONDS, stages)


def _labelled(now: Reading, name: str, known: Iterable[str]) -> dict[str, float]:
    out: dict[str, float] = {str(label): 0.0 for label in known}
    out.update({s.label: value for s, value in now.counts.items() if s.name == name})
    return out


def _histogram(family: Metric, now: Reading, name: str, labels: Mapping[str, list[str]]) -> Metric:
    """Cumulative buckets, as the format wants them, from the counts of each."""
    for label, values in labels.items():
        running, buckets = 0.0, []
        for end in (*(f"{end:g}" for end in BUCKETS[name]), "+Inf"):
            running += now.counts.get(Sample(name, label, end), 0.0)
            buckets.append((end if end == "+Inf" else str(float(end)), running))
        family.add_metric(values, buckets, now.counts.get(Sample(name, label, "sum"), 0.0))  # type: ignore[attr-defined]
    return family
