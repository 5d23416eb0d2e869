"""Counts what happens in turns, as far as the stores do not tell it by themselves, for whoever keeps counts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rlmchat.chat.events import Detected, LessonsRecalled, ReplyFinished, TurnEvent
from rlmchat.conversation import Usage
from rlmchat.errors import RlmChatError
from rlmchat.llm import LanguageModel, ModelRequest

DETECTED = "rlm_corrections_detected_total"
RELEVANCE = "rlm_correction_relevance"
TURN_SECONDS = "rlm_turn_seconds"
MODEL_CALLS = "rlm_model_calls_total"

BUCKETS: Mapping[str, tuple[float, ...]] = {
    RELEVANCE: (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    TURN_SECONDS: (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
}
"""Upper ends of the buckets of each histogram; what lies above the last one counts to `+Inf`."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sample:
    """One running count: a metric, the value of its one label, and for histograms the bucket or `sum`."""

    name: str
    label: str = ""
    part: str = ""
    """Empty for counters; the upper end of the one bucket that the value fell into, or `sum`."""


class Meter(Protocol):
    """Keeps running counts, over all processes that work on one home. Every method may raise StoreError."""

    async def add(self, counts: Mapping[Sample, float]) -> None:
        """Add to what is kept, as one step."""
        ...

    async def read(self) -> Mapping[Sample, float]:
        """All of it."""
        ...


def observed(name: str, value: float, label: str = "") -> Iterator[tuple[Sample, float]]:
    """One value of a histogram: the bucket that it falls into, and the sum."""
    end = next((end for end in BUCKETS[name] if value <= end), None)
    yield Sample(name, label, "+Inf" if end is None else f"{end:g}"), 1.0
    yield Sample(name, label, "sum"), value


def samples(event: TurnEvent) -> Iterator[tuple[Sample, float]]:
    """What one event of a turn adds."""
    match event:
        case Detected(detection) if detection.is_correction:
            yield Sample(DETECTED, str(detection.category)), 1.0
        case LessonsRecalled(recall):
            for lesson in recall.lessons:
                yield from observed(RELEVANCE, lesson.relevance)
        case ReplyFinished(ms=ms):
            for stage, took in ms.items():
                yield from observed(TURN_SECONDS, took / 1000, stage)


class Recorder:
    """Collects counts as they come, which costs a turn nothing, and writes them when the turn is over."""

    def __init__(self, meter: Meter | None = None) -> None:
        self._meter = meter
        self._pending: Counter[Sample] = Counter()

    def count(self, sample: Sample, by: float = 1.0) -> None:
        """One more."""
        self._pending[sample] += by  # type: ignore[assignment]

    def heard(self, emit: Callable[[TurnEvent], None]) -> Callable[[TurnEvent], None]:
        """The same way to tell an event, counted."""

        def tell(event: TurnEvent) -> None:
            for sample, by in samples(event):
                self.count(sample, by)
            emit(event)

        return tell

    async def flush(self) -> None:
        """Write what was collected; what cannot be written waits for the next time."""
        if self._meter is None or not self._pending:
            return
        counts, self._pending = self._pending, Counter()
        try:
            await self._meter.add(counts)
        except RlmChatError as error:
            _log.warning("metrics not written: %s", error)
            self._pending.update(counts)


class CountedModel:
    """A LanguageModel whose calls are counted by what they are for; all the rest is the model's own."""

    def __init__(self, model: LanguageModel, recorder: Recorder) -> None:
        self._model = model
        self._recorder = recorder

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The model's answer."""
        self._recorder.count(Sample(MODEL_CALLS, request.purpose))
        pieces = self._model.stream(request)
        try:
            async for piece in pieces:
                yield piece
        finally:
            # Closed at once and not when it is collected: that is what ends the request at the provider.
            await pieces.aclose()

    async def warm(self) -> None:
        """As the model does."""
        await self._model.warm()

    async def window(self, model: str) -> int | None:
        """As the model knows."""
        return await self._model.window(model)

    async def models(self) -> Sequence[str]:
        """As the model knows."""
        return await self._model.models()

    async def aclose(self) -> None:
        """As the model does."""
        await self._model.aclose()
