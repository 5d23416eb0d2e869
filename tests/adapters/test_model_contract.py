"""What every LanguageModel keeps to: the fake, LiteLLM in this process, and LiteLLM in its own."""

from __future__ import annotations

import asyncio

import pytest

from rlmchat.conversation import Usage
from rlmchat.errors import ContextTooLong, ModelBusy, ModelError, ModelRefused, ModelUnavailable
from rlmchat.llm import complete
from tests.adapters.model_stage import KEY, Stage, answer, ask, failure
from tests.loopback import Cut, Fail, Garble, Hold, Say

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("litellm")]


async def test_an_answer_comes_in_pieces_that_make_up_the_text(stage: Stage) -> None:
    text = "Canberra, 首都, \u2028 naïve 🦘 — and a line.\n\n```python\nx = 'y'\n```\n"
    stage.plays(Say(text, pieces=5))
    pieces = [piece async for piece in stage.model.stream(ask()) if isinstance(piece, str)]
    assert "".join(pieces) == text
    assert len(pieces) > 1
    assert all(pieces)


async def test_the_usage_comes_last_and_once(stage: Stage) -> None:
    stage.plays(Say("one two three"))
    pieces = [piece async for piece in stage.model.stream(ask())]
    usage = pieces[-1]
    assert isinstance(usage, Usage)
    assert usage.prompt_tokens > 0
    assert usage.completion_tokens > 0
    assert usage.cost > 0
    assert sum(isinstance(piece, Usage) for piece in pieces) == 1


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (Fail(401), ModelRefused),
        (Fail(403), ModelRefused),
        (Fail(404, "model_not_found", "The model `x` does not exist"), ModelRefused),
        (Fail(400, "unsupported_value", "Unsupported value: 'temperature'"), ModelRefused),
        (Fail(400, "context_length_exceeded", "maximum context length is 8192 tokens"), ContextTooLong),
        (Fail(429), ModelBusy),
        (Fail(500), ModelUnavailable),
        (Fail(503), ModelUnavailable),
    ],
)
async def test_a_failure_is_one_of_ours_with_a_sentence_and_a_way_on(
    stage: Stage, step: Fail, kind: type[ModelError]
) -> None:
    stage.plays(step)
    text, error = await failure(stage.model, ask())
    assert (text, type(error)) == ("", kind)
    assert error.message.endswith(".")
    assert error.hint.endswith((".", "'"))
    assert KEY not in f"{error}"
    assert "itellm" not in f"{error}"
    assert "\n" not in f"{error}"


@pytest.mark.parametrize("step", [Cut("one two three four", after=2), Garble("one two three four", after=2)])
async def test_what_came_before_the_stream_broke_is_kept(stage: Stage, step: Cut | Garble) -> None:
    stage.plays(step)
    text, error = await failure(stage.model, ask(retries=2))
    assert text == "one two"
    assert isinstance(error, ModelUnavailable)
    assert stage.calls() == 1


async def test_closing_the_iterator_ends_the_request_and_the_model_goes_on(stage: Stage) -> None:
    stage.plays(Hold("one two three", after=1), Say("the next"))
    pieces = stage.model.stream(ask())
    assert await anext(pieces) == "one"
    await pieces.aclose()
    assert await stage.dropped()
    assert await complete(stage.model, ask()) == "the next"


async def test_cancelling_the_task_ends_the_request(stage: Stage) -> None:
    stage.plays(Hold("one two three", after=1))
    begun = asyncio.Event()

    async def read() -> None:
        async for _ in stage.model.stream(ask()):
            begun.set()

    task = asyncio.create_task(read())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await stage.dropped()


async def test_two_answers_at_once_do_not_mix(stage: Stage) -> None:
    stage.plays(Hold("one two three", after=1), Say("another answer"))
    slow = stage.model.stream(ask("slow"))
    assert await anext(slow) == "one"
    assert await answer(stage.model, ask("quick")) == "another answer"
    stage.release()
    assert "".join([piece async for piece in slow if isinstance(piece, str)]) == " two three"


@pytest.mark.parametrize("size", [1 << 20, 1 << 14])
async def test_big_answers_come_whole(stage: Stage, size: int) -> None:
    text = "0123456789abcde\n" * (1 << 16)
    stage.plays(Say(text, pieces=size))
    assert await answer(stage.model, ask()) == text


async def test_a_long_prompt_goes_through(stage: Stage) -> None:
    stage.plays(Say("read it"))
    assert await answer(stage.model, ask("long " * 100_000)) == "read it"


async def test_warming_up_twice_is_harmless(stage: Stage) -> None:
    await stage.model.warm()
    await stage.model.warm()
    assert stage.calls() == 0


async def test_it_lists_models_and_knows_a_window(stage: Stage) -> None:
    assert all(isinstance(name, str) for name in await stage.model.models())
    assert await stage.model.window("openai/gpt-4o-mini")
