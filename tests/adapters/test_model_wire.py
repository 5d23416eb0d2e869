"""What crosses the pipe comes out as it went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters import model_wire
from rlmchat.conversation import Role
from rlmchat.errors import ContextTooLong, ModelBusy, ModelError, ModelRefused, ModelUnavailable
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage
from rlmchat.settings import ModelSettings, Provider, Settings

texts = st.text(st.characters(codec=None))


@given(st.lists(texts), st.data())
def test_lines_come_whole_however_they_are_cut(values: list[str], data: st.DataObject) -> None:
    stream = b"".join(model_wire.encode({"text": value}) for value in values)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    lines = model_wire.Lines()
    found = [
        line
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for line in lines.feed(stream[start:end])
    ]
    assert [model_wire.decode(line)["text"] for line in found] == values


@given(texts, texts, st.lists(texts), st.floats(0, 2) | st.none(), st.integers(1, 9) | st.none())
def test_a_request_comes_out_as_it_went_in(
    model: str, text: str, images: list[str], temperature: float | None, most: int | None
) -> None:
    messages = (PromptMessage(Role.SYSTEM, ""), PromptMessage(Role.USER, text, tuple(images)))
    request = ModelRequest(model, messages, ModelOptions(temperature, most, 3.5, 7), "revise")
    line = model_wire.encode(model_wire.request_to_wire(request)).rstrip(b"\n")
    assert model_wire.request_from_wire(model_wire.decode(line)) == request


@pytest.mark.parametrize("kind", [ModelError, ModelUnavailable, ModelRefused, ModelBusy, ContextTooLong])
def test_an_error_keeps_its_kind_and_words(kind: type[ModelError]) -> None:
    error = model_wire.error_from_wire(model_wire.error_to_wire(kind("What.", "Do.")))
    assert (type(error), error.message, error.hint) == (kind, "What.", "Do.")


def test_settings_bring_what_the_child_needs() -> None:
    settings = Settings(
        model=ModelSettings(name="a/b", temperature=1.0),
        models={"c/d": ModelSettings(max_tokens=3)},
        providers={"openai": Provider("http://x", "MINE")},
    )
    there = model_wire.settings_from_wire(model_wire.settings_to_wire(settings))
    assert (there.model.name, list(there.models)) == ("a/b", ["c/d"])
    assert there.providers == settings.providers
