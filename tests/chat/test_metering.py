"""What turns add to the running counts, and that counting never costs a turn anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from rlmchat.chat.metering import CountedModel, Recorder, Sample, observed
from rlmchat.errors import StoreError
from rlmchat.llm import ModelRequest, complete
from tests.fakes.model import FakeModel, Reply
from tests.fakes.services import fake_services


class MemoryMeter:
    """Keeps counts in a dictionary; `broken` makes it refuse."""

    def __init__(self) -> None:
        self.counts: Counter[Sample] = Counter()
        self.broken = False

    async def add(self, counts: Mapping[Sample, float]) -> None:
        if self.broken:
            raise StoreError("the disk is full")
        self.counts.update(counts)  # type: ignore[arg-type]

    async def read(self) -> Mapping[Sample, float]:
        return self.counts


@pytest.mark.parametrize(("value", "bucket"), [(0.0, "0.1"), (0.1, "0.1"), (0.11, "0.2"), (1.0, "1"), (1.4, "+Inf")])
def test_a_value_falls_into_the_first_bucket_that_reaches_it(value: float, bucket: str) -> None:
    counted = dict(observed("rlm_correction_relevance", value))
    assert counted[Sample("rlm_correction_relevance", "", bucket)] == 1
    assert counted[Sample("rlm_correction_relevance", "", "sum")] == value
    assert len(counted) == 2


async def test_a_correction_and_its_return_are_counted() -> None:
    meter = MemoryMeter()
    services = fake_services(FakeModel([Reply("capital", "It is Sydney.")]))
    services.recorder = Recorder(meter)
    services.model = CountedModel(services.model, services.recorder)
    session = await services.open_chat()
    for text in ("What is the capital of Australia?", "No, it's Canberra, not Sydney.", "The capital of Australia?"):
        async for _ in session.send(text):
            pass
    await services.aclose()
    assert meter.counts[Sample("rlm_corrections_detected_total", "factual")] == 1
    assert meter.counts[Sample("rlm_model_calls_total", "answer")] == 3
    stages: Counter[str] = Counter()
    for sample, number in meter.counts.items():
        if sample.name == "rlm_turn_seconds" and sample.part != "sum":
            stages[sample.label] += int(number)
    assert {"detect", "recall", "first", "stream", "total"} <= set(stages)
    assert stages["total"] == 3
    assert any(s.name == "rlm_correction_relevance" and s.part != "sum" for s in meter.counts)


async def test_a_meter_that_fails_costs_nothing_and_gets_everything_later() -> None:
    meter = MemoryMeter()
    recorder = Recorder(meter)
    meter.broken = True
    recorder.count(Sample("rlm_model_calls_total", "answer"))
    await recorder.flush()
    meter.broken = False
    recorder.count(Sample("rlm_model_calls_total", "answer"))
    await recorder.flush()
    await recorder.flush()
    assert meter.counts == {Sample("rlm_model_calls_total", "answer"): 2}


async def test_a_counted_model_that_is_left_early_ends_the_call() -> None:
    inner = FakeModel(default="a long answer that nobody reads to its end")
    model = CountedModel(inner, Recorder())
    request = ModelRequest("fake/model", ())
    pieces = model.stream(request)
    await anext(pieces)
    await pieces.aclose()
    assert inner.abandoned == 1
    assert await complete(model, request)
    await model.warm()
    assert (inner.warmed, await model.window("x"), await model.models()) == (True, 8192, ("fake/model",))
    await model.aclose()
    assert inner.closed
