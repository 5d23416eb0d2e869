"""What a long answer and a long chat cost, counted and not timed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

from rlmchat.conversation import ChatId, Message, MessageId, Role
from rlmchat.widgets import markdown_block, markdown_text
from rlmchat.widgets.answer_body import LARGEST_SLICE
from rlmchat.widgets.markdown_rows import CODE_LINES
from rlmchat.widgets.markdown_text import MarkdownText
from rlmchat.widgets.message_view import MessageView
from rlmchat.widgets.transcript import MOST_MOUNTED, WINDOW, Transcript
from tests.fakes.session import NOW, Answer, ScriptedServices
from tests.screens.chat_world import chat, chatting, say, see, shown, until

SECTION = "## Section {n}\n\nSome *words* and `code`:\n\n- one\n- two\n\n```python\ndef f(x):\n    return {n}\n```\n\n"


def sections(count: int) -> str:
    return "".join(SECTION.format(n=n) for n in range(count))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often rows are drawn, texts are parsed (and at most how much of one at once), and layouts are made."""
    counts = {"drawn": 0, "parsed": 0, "most": 0, "layouts": 0, "widgets": 0}
    draw, parse, layout = markdown_block._row_strips, markdown_text.parse, Screen._refresh_layout
    register = App._register_child

    def drawing(*args: object) -> object:
        counts["drawn"] += 1
        return draw(*args)  # type: ignore[arg-type]

    def parsing(source: str) -> object:
        counts["parsed"] += len(source)
        counts["most"] = max(counts["most"], len(source))
        return parse(source)

    def laying_out(self: Screen[object], *args: object, **more: object) -> None:
        counts["layouts"] += 1
        layout(self, *args, **more)  # type: ignore[arg-type]

    def registering(self: App[object], parent: object, child: Widget, *args: object, **more: object) -> None:
        counts["widgets"] += 1
        register(self, parent, child, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(markdown_block, "_row_strips", drawing)
    monkeypatch.setattr(markdown_text, "parse", parsing)
    monkeypatch.setattr(Screen, "_refresh_layout", laying_out)
    monkeypatch.setattr(App, "_register_child", registering)
    return counts


async def cost(tmp_path: Path, counted: dict[str, int], count: int) -> dict[str, int]:
    """Of an answer of so many sections that comes as fast as it can."""
    text = sections(count)
    pieces = [text[at : at + 12] for at in range(0, len(text), 12)]
    services = ScriptedServices(tmp_path, [Answer(text=text, pieces=pieces)])
    async with chatting(services) as pilot:
        before = dict(counted)
        await say(pilot, "tell me")
        assert f"Section {count - 1}" in shown(pilot)
        return {name: value - before[name] for name, value in counted.items() if name != "most"}


async def test_a_long_answer_is_drawn_where_it_is_seen_and_parsed_once(tmp_path: Path, counted: dict[str, int]) -> None:
    short = await cost(tmp_path / "short", counted, 30)
    long = await cost(tmp_path / "long", counted, 120)
    # Each change draws at most a screen; there are many pieces, and few changes.
    assert long["layouts"] < 120 * 13 / 12
    assert long["drawn"] < 60 * long["layouts"]
    assert long["parsed"] < 2 * len(sections(120))
    assert counted["most"] <= LARGEST_SLICE + len(sections(1))
    assert long["widgets"] == short["widgets"]


async def test_code_that_grows_is_coloured_and_drawn_by_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    from rlmchat.widgets import code_colours

    coloured: list[int] = []
    highlighted = code_colours.highlighted
    monkeypatch.setattr(
        code_colours, "highlighted", lambda code, language: (coloured.append(len(code)), highlighted(code, language))[1]
    )
    line = "    return first * second  # says what it does\n"
    text = MarkdownText("```python\n")
    for _ in range(400):
        text.grow(line)
    assert max(coloured) <= (CODE_LINES + 1) * len(line)
    text.finish()
    # At the end once as a whole: a string may have begun in one stretch and ended in another.
    assert coloured[-1] == 400 * len(line) - 1
    assert len(coloured) < 400 + 400 // CODE_LINES + 3
    assert [line for block in text.document.blocks for line in block.lines(60)] == [" " + line.rstrip()] * 400


async def test_a_chat_of_thousands_of_messages_opens_with_the_newest(tmp_path: Path, counted: dict[str, int]) -> None:
    services = ScriptedServices(tmp_path)
    async with chatting(services) as pilot:
        transcript: Transcript = chat(pilot).transcript
        messages = [
            Message(
                MessageId(f"m{n}"),
                ChatId("c"),
                Role.ASSISTANT if n % 2 else Role.USER,
                sections(1) if n % 2 else f"question {n}",
                NOW + timedelta(seconds=n),
            )
            for n in range(3000)
        ]
        before = counted["widgets"]
        await transcript.show(messages)
        await until(pilot, lambda: "question 2998" in shown(pilot))
        assert len(transcript.query(MessageView)) <= WINDOW
        assert counted["widgets"] - before < 5 * WINDOW
        assert transcript.earlier >= 3000 - WINDOW


async def test_nothing_is_drawn_or_laid_out_while_nothing_happens(tmp_path: Path, counted: dict[str, int]) -> None:
    async with chatting(ScriptedServices(tmp_path, [Answer(text=sections(5))])) as pilot:
        await say(pilot, "tell me")
        await pilot.pause()
        before = dict(counted)
        for _ in range(20):
            await pilot.pause()
        assert counted == before


async def test_clicking_everywhere_while_an_answer_comes_is_harmless(tmp_path: Path) -> None:
    text = sections(60)
    pieces = [text[at : at + 400] for at in range(0, len(text), 400)]
    async with chatting(ScriptedServices(tmp_path, [Answer(text=text, pieces=pieces)])) as pilot:
        await pilot.press(*"go", "enter")
        row = 0
        while chat(pilot).busy:
            row = row % 30 + 2
            await pilot.click(offset=(12 + row, row))
            await pilot.hover(offset=(20, row))
        assert "Section 59" in shown(pilot)


async def test_messages_that_left_the_screen_leave_the_memory_too(tmp_path: Path) -> None:
    import gc
    import weakref

    async with chatting(ScriptedServices(tmp_path)) as pilot:
        transcript = chat(pilot).transcript
        drawn: list[weakref.ref[object]] = []
        for n in range(6):
            await transcript.show([Message(MessageId(f"m{n}"), ChatId("c"), Role.ASSISTANT, f"answer {n}", NOW)])
            await until(pilot, lambda text=f"answer {n}": text in shown(pilot))
            drawn += [weakref.ref(widget._styles_cache) for widget in transcript.views()]
        gc.collect()
        # The last one is on the screen, and the one before it may still be in somebody's hands.
        assert [one() for one in drawn[:4]] == [None] * 4


async def test_messages_out_of_view_keep_no_lines_and_are_drawn_again_when_they_are_seen(tmp_path: Path) -> None:
    services = ScriptedServices(tmp_path, [Answer(text=f"{n} {sections(2)}") for n in range(8)])
    async with chatting(services) as pilot:
        for n in range(8):
            await say(pilot, f"question {n}")
        views = chat(pilot).transcript.views()
        kept = [sum(len(part._styles_cache._cache) for part in view.walk_children(with_self=True)) for view in views]
        assert kept[:10] == [0] * 10
        assert kept[-1] > 0
        chat(pilot).transcript.action_first()
        await until(pilot, lambda: "question 0" in shown(pilot) and "def f(x):" in shown(pilot))


async def test_a_long_chat_keeps_few_messages_mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Fewer than are kept in the program, so that a few turns are a long chat.
    most, turns = 8, 10
    assert most < MOST_MOUNTED <= 50
    monkeypatch.setattr("rlmchat.widgets.transcript.MOST_MOUNTED", most)
    monkeypatch.setattr("rlmchat.widgets.transcript.WINDOW", 4)
    services = ScriptedServices(tmp_path, [Answer(text=f"answer {n}") for n in range(turns)])
    async with chatting(services) as pilot:
        for n in range(turns):
            await say(pilot, f"question {n}")
            assert len(chat(pilot).transcript.views()) <= most + 1
        transcript = chat(pilot).transcript
        assert transcript.earlier > 0
        assert transcript.earlier + len(transcript.views()) == 2 * turns
        await see(pilot, f"question {turns - 1}")
