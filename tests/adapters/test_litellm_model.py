"""What the real models send, how often they try, and what they say when something is wrong; over a real socket."""

from __future__ import annotations

import socket

import pytest

from rlmchat.adapters import litellm_model
from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.conversation import Role, Usage
from rlmchat.errors import ModelBusy, ModelRefused, ModelUnavailable
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage
from rlmchat.settings import Provider, Settings
from tests.adapters.model_stage import KEY, MODEL, SocketStage, answer, ask, environ, failure
from tests.loopback import Cut, Fail, Garble, Hold, LoopbackServer, Say

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("litellm")]

PICTURE = "data:image/png;base64,iVBORw0KGgo="


@pytest.fixture
def nowhere() -> str:
    """host:port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


async def test_the_provider_gets_the_whole_prompt_with_pictures_and_options(real: SocketStage) -> None:
    messages = (
        PromptMessage(Role.SYSTEM, "Be kind."),
        PromptMessage(Role.USER, "first"),
        PromptMessage(Role.ASSISTANT, "yes"),
        PromptMessage(Role.USER, "what is this?", (PICTURE,)),
    )
    await answer(real.model, ModelRequest(MODEL, messages, ModelOptions(temperature=0.25, max_tokens=77)))
    (sent,) = real.server.requests
    assert [m["role"] for m in sent.body["messages"]] == ["system", "user", "assistant", "user"]
    text, image = sent.body["messages"][-1]["content"]
    assert (text["text"], image["image_url"]["url"]) == ("what is this?", PICTURE)
    assert sent.body["model"] == "gpt-4o-mini"
    assert sent.body["temperature"] == 0.25
    assert sent.body.get("max_tokens", sent.body.get("max_completion_tokens")) == 77
    assert sent.body["stream"] is True
    assert sent.body["stream_options"] == {"include_usage": True}
    assert sent.headers["Authorization"] == f"Bearer {KEY}"


async def test_options_that_are_not_set_are_not_sent(real: SocketStage) -> None:
    await answer(real.model, ask())
    assert not {"temperature", "max_tokens", "max_completion_tokens"} & set(real.server.requests[0].body)


async def test_the_cost_is_that_of_the_price_list(real: SocketStage) -> None:
    (usage,) = [piece async for piece in real.model.stream(ask()) if isinstance(piece, Usage)]
    # gpt-4o-mini: $0.15 and $0.60 a million tokens.
    assert usage.cost == pytest.approx(usage.prompt_tokens * 0.15e-6 + usage.completion_tokens * 0.6e-6)


async def test_a_server_without_usage_gets_none_made_up(real: SocketStage) -> None:
    real.plays(Say("hello", usage=False))
    assert [piece async for piece in real.model.stream(ask())] == ["hello"]


@pytest.mark.parametrize("step", [Fail(429, retry_after=0), Fail(500, retry_after=0), Fail(503, retry_after=0)])
async def test_a_passing_failure_is_tried_again_exactly_as_often_as_allowed(real: SocketStage, step: Fail) -> None:
    real.plays(step, step, Say("at last"))
    assert await answer(real.model, ask(retries=2)) == "at last"
    assert real.calls() == 3
    real.plays(step, step, Say("never asked for"))
    _, error = await failure(real.model, ask(retries=1))
    assert isinstance(error, ModelBusy if step.status == 429 else ModelUnavailable)
    assert real.calls() == 5


@pytest.mark.parametrize("step", [Fail(401), Fail(404), Fail(400), Garble(after=0)])
async def test_what_will_not_pass_is_not_tried_again(real: SocketStage, step: Fail | Garble) -> None:
    real.plays(step)
    await failure(real.model, ask(retries=2))
    assert real.calls() == 1


async def test_a_cut_before_the_first_token_is_tried_again(in_process: LiteLlmModel, server: LoopbackServer) -> None:
    stage = SocketStage(in_process, server)
    stage.plays(Cut(after=0), Say("whole"))
    assert await answer(in_process, ask(retries=1)) == "whole"
    assert stage.calls() == 2


async def test_it_waits_longer_each_time_and_as_long_as_the_server_asks(server: LoopbackServer) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    model = LiteLlmModel(environ=environ(), sleep=sleep, chance=lambda: 0.5)
    SocketStage(model, server).plays(Fail(500), Fail(500), Fail(429, retry_after=7), Say("done"))
    assert await answer(model, ask(retries=3)) == "done"
    assert waits == [litellm_model.FIRST_WAIT, litellm_model.FIRST_WAIT * 2, 7.0]


async def test_a_server_that_wants_a_minute_is_not_waited_for(real: SocketStage) -> None:
    real.plays(Fail(429, retry_after=61))
    _, error = await failure(real.model, ask(retries=2))
    assert isinstance(error, ModelBusy)
    assert "61 s" in error.hint
    assert real.calls() == 1


async def test_silence_is_a_failure_before_the_first_piece_and_between_two(real: SocketStage) -> None:
    for words in (0, 2):
        real.plays(Hold("one two three", after=words))
        text, error = await failure(real.model, ask(timeout=0.2, retries=2))
        assert text == ("one two" if words else "")
        assert isinstance(error, ModelUnavailable)
        assert "0.2 s" in error.message
        assert await real.dropped()
    assert real.calls() == 2


async def test_an_answer_without_a_word_is_a_failure(real: SocketStage) -> None:
    real.plays(Say(""), Say("", finish="length"), Say("", finish="content_filter"))
    kinds = [type((await failure(real.model, ask()))[1]) for _ in range(3)]
    assert kinds == [ModelUnavailable, ModelRefused, ModelRefused]


async def test_a_stream_that_just_stops_is_a_cut_one(real: SocketStage) -> None:
    real.plays(Say("half an ans", finish=None))
    text, error = await failure(real.model, ask())
    assert text == "half an ans"
    assert isinstance(error, ModelUnavailable)


async def test_a_server_that_is_down_is_named(real: SocketStage, nowhere: str) -> None:
    real.model.configure(Settings(providers={"openai": Provider(f"http://{nowhere}/v1")}))
    _, error = await failure(real.model, ask())
    assert isinstance(error, ModelUnavailable)
    assert nowhere in error.message
    real.model.configure(Settings(providers={"ollama_chat": Provider(f"http://{nowhere}")}))
    _, error = await failure(real.model, ModelRequest("ollama_chat/llama3.2", ask().messages, ModelOptions(retries=0)))
    assert nowhere in error.message
    assert "ollama serve" in error.hint


async def test_a_missing_key_names_its_variable_and_asks_nobody(real: SocketStage) -> None:
    real.model.configure(Settings())
    _, error = await failure(real.model, ModelRequest("anthropic/claude-sonnet-5", ask().messages))
    assert isinstance(error, ModelRefused)
    assert "ANTHROPIC_API_KEY" in error.hint


async def test_a_model_that_nobody_knows_is_refused(real: SocketStage) -> None:
    _, error = await failure(real.model, ModelRequest("nonsense/x", ask().messages))
    assert isinstance(error, ModelRefused)
    assert "nonsense/x" in error.message


async def test_a_refusal_quotes_the_provider_without_its_keys(real: SocketStage) -> None:
    real.plays(Fail(400, "bad", f"Unsupported value: temperature (key {KEY}, other sk-abcdefghijk)"))
    _, error = await failure(real.model, ask())
    assert "Unsupported value: temperature" in error.hint
    assert "sk-" not in f"{error}"


@pytest.mark.parametrize("name", ["OPENAI_API_BASE", "OPENAI_BASE_URL"])
async def test_the_address_may_come_from_the_environment(server: LoopbackServer, name: str) -> None:
    model = LiteLlmModel(environ=environ(**{name: server.base_url}))
    assert await answer(model, ask()) == "It works. END-OF-REPLY"
    assert len(server.requests) == 1


async def test_a_server_of_ones_own_needs_no_key(server: LoopbackServer) -> None:
    model = LiteLlmModel(Settings(providers={"openai": Provider(server.base_url)}), {}, keyring=lambda _: "")
    assert await answer(model, ask()) == "It works. END-OF-REPLY"


async def test_the_key_may_come_from_the_keyring_or_a_variable_of_ones_own(server: LoopbackServer) -> None:
    asked: list[str] = []

    def keyring(provider: str) -> str:
        asked.append(provider)
        return "from-the-keyring"

    model = LiteLlmModel(Settings(providers={"openai": Provider(server.base_url)}), {}, keyring=keyring)
    await answer(model, ask())
    model = LiteLlmModel(Settings(providers={"openai": Provider(server.base_url, "MINE")}), {"MINE": "my-own"})
    await answer(model, ask())
    assert asked == ["openai"]
    assert [sent.headers["Authorization"] for sent in server.requests] == ["Bearer from-the-keyring", "Bearer my-own"]


async def test_a_model_named_without_its_provider_is_found(real: SocketStage) -> None:
    assert await answer(real.model, ModelRequest("gpt-4o-mini", ask().messages)) == "It works. END-OF-REPLY"


@pytest.mark.parametrize("model", ["ollama_chat/llama3.2", "anthropic/claude-sonnet-5"])
async def test_providers_with_a_protocol_of_their_own_answer_too(real: SocketStage, model: str) -> None:
    provider = Provider(real.server.root_url)
    real.model.configure(Settings(providers={"ollama_chat": provider, "anthropic": provider}))
    pieces = [piece async for piece in real.model.stream(ModelRequest(model, ask().messages))]
    *texts, usage = pieces
    assert "".join(text for text in texts if isinstance(text, str)) == "It works. END-OF-REPLY"
    assert isinstance(usage, Usage)
    assert (usage.prompt_tokens, usage.completion_tokens) == (11, 3)
    assert len(texts) > 1


async def test_an_ollama_is_asked_for_the_answer_and_nothing_else(
    in_process: LiteLlmModel, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_BASE", server.root_url)
    in_process.configure(Settings(providers={"ollama_chat": Provider(server.root_url)}))
    for model in ("ollama_chat/some-new-model", "ollama_chat/another:7b"):
        await answer(in_process, ModelRequest(model, ask().messages))
    assert [sent.path for sent in server.requests] == ["/api/chat", "/api/chat"]
    assert server.others == []


async def test_it_embeds(real: SocketStage) -> None:
    assert await real.model.embed("openai/text-embedding-3-small", ["aa", "b"]) == [[2.0, 2.0, 1.0], [1.0, 0.0, 1.0]]


async def test_a_failed_embedding_is_a_model_error(real: SocketStage, nowhere: str) -> None:
    real.model.configure(Settings(providers={"openai": Provider(f"http://{nowhere}/v1")}))
    with pytest.raises(ModelUnavailable, match=nowhere):
        await real.model.embed("openai/text-embedding-3-small", ["a"])


async def test_the_demo_streams_through_the_same_door(real: SocketStage) -> None:
    request = ModelRequest("demo/demo", (PromptMessage(Role.USER, "What is the capital of Australia?"),))
    pieces = [piece async for piece in real.model.stream(request)]
    assert "Sydney" in "".join(piece for piece in pieces if isinstance(piece, str))
    assert len(pieces) > 2
    assert isinstance(pieces[-1], Usage)
    assert real.calls() == 0


async def test_nothing_is_ever_printed(
    in_process: LiteLlmModel, server: LoopbackServer, capfd: pytest.CaptureFixture[str], nowhere: str
) -> None:
    stage = SocketStage(in_process, server)
    stage.plays(Fail(401), Fail(500), Cut(), Garble())
    for _ in range(4):
        await failure(in_process, ask())
    await answer(in_process, ask())
    in_process.configure(Settings(providers={"openai": Provider(f"http://{nowhere}/v1")}))
    await failure(in_process, ask())
    await failure(in_process, ModelRequest("nonsense/x", ask().messages))
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


async def test_the_models_on_offer(real: SocketStage) -> None:
    names = await real.model.models()
    assert names[-1] == "demo/demo"
    assert {"openai/test-model", "openai/gpt-4o-mini"} <= set(names)
    assert len(set(names)) == len(names)


async def test_every_model_to_begin_with_is_in_the_price_list(in_process: LiteLlmModel) -> None:
    from rlmchat.adapters.keys import KNOWN

    known = [entry.model for entry in KNOWN if entry.model and entry.name != "openrouter"]
    assert [name for name in known if await in_process.window(name) is None] == []


async def test_repeated_pieces_are_no_failure(real: SocketStage) -> None:
    text = "-" * 400
    real.plays(Say(text, pieces=1))
    assert await answer(real.model, ask()) == text
