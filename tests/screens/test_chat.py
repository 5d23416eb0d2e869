"""Chatting, as the person does it: keys in, screen out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from rlmchat.chat.events import ConflictFound, LearningFailed, LessonsJudged, ReplyRevised, ReplyRevising
from rlmchat.conversation import Chat, ChatId, Message, MessageId, MessageStatus, Role
from rlmchat.errors import ModelUnavailable, StoreError
from rlmchat.learning.correction import Category, Scope, ScopeKind, Status
from rlmchat.learning.kept import Conflict, Kept, KeptAs
from rlmchat.settings import LookSettings, Settings
from rlmchat.widgets.message_view import AnswerMessage, UserMessage
from rlmchat.widgets.note_line import NoteLine
from tests.fakes.session import NOW, Answer, ScriptedServices, correction
from tests.screens.chat_world import SMALL, chat, chatting, idle, say, see, see_no, shown, type_in, until, world

QUESTION = "What is the capital of Australia?"


def old_chat(services: ScriptedServices, *texts: str, id: str = "old", title: str = "Old talk") -> None:
    services.history.kept[id] = Chat(ChatId(id), title, NOW, NOW, model="openai/gpt-4o-mini", message_count=len(texts))
    services.history.said[id] = [
        Message(
            MessageId(f"{id}{at}"),
            ChatId(id),
            Role.ASSISTANT if at % 2 else Role.USER,
            text,
            NOW,
            model="openai/gpt-4o-mini",
        )
        for at, text in enumerate(texts)
    ]


class TestTheFirstScreen:
    async def test_waits_for_a_message_and_says_what_to_do(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await see(pilot, "Message…", "Ask anything.", "gpt-4o-mini", "F1 keys", "enter send")
            assert pilot.app.focused is chat(pilot).prompt

    async def test_warms_up_after_the_first_paint(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await until(pilot, lambda: services.warmed)
        assert services.closed

    async def test_tells_problems_calmly(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        services.problems.append("config.toml line 3: model.temprature is no setting.")
        async with chatting(services) as pilot:
            await see(pilot, "model.temprature is no")

    async def test_fits_a_small_terminal(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path), SMALL) as pilot:
            await see(pilot, "Message…", "ctrl+x wrong", "F1 keys")
            assert max(len(line) for line in shown(pilot).splitlines()) <= 80

    async def test_an_unknown_chat_is_told_and_a_new_one_begun(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path), chat_id="nothing") as pilot:
            await see(pilot, "There is no chat nothing.", "Ask anything.")


class TestSending:
    async def test_question_and_answer_appear_with_title_and_figures(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("It is **Canberra**."))) as pilot:
            await say(pilot, QUESTION)
            await see(pilot, "you   What is the capital", "ai    It is Canberra.", "1,204 tok · $0.002 · saved")
            assert "Message…" in shown(pilot)

    async def test_fast_typing_keeps_its_order(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await type_in(pilot, "first\nsecond")
            await until(pilot, lambda: services.session is not None and services.session.sent)
            assert services.session is not None
            assert services.session.sent == ["first"]
            assert chat(pilot).prompt.text == "second"

    async def test_ctrl_j_begins_a_line(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await type_in(pilot, "one")
            await pilot.press("ctrl+j")
            await type_in(pilot, "two")
            await pilot.press("shift+enter")
            await say(pilot, "three")
            assert services.session is not None
            assert services.session.sent == ["one\ntwo\nthree"]

    async def test_blank_messages_stay(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await say(pilot, "  ")
            assert services.session is not None
            assert services.session.sent == []

    async def test_markup_and_escapes_are_shown_as_text(self, tmp_path: Path) -> None:
        answer = Answer("[red]not red[/red] \x1b[31mnor this\x1b[0m <div>kept</div> \x07")
        async with chatting(world(tmp_path, answer)) as pilot:
            await say(pilot, "[bold]hello[/bold]")
            await see(pilot, "[bold]hello[/bold]", "[red]not red[/red]", "␛[31mnor this␛[0m", "<div>kept</div> ␇")
            assert "\x1b" not in shown(pilot)

    async def test_a_link_only_tells_where_it_leads(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("[here](https://example.org/x)"))) as pilot:
            opened: list[str] = []
            pilot.app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
            await say(pilot, "link?")
            y = next(at for at, line in enumerate(shown(pilot).splitlines()) if "here" in line)
            await pilot.click(offset=(8, y))
            await see(pilot, "Address copied: https://example.org/x")
            assert pilot.app.clipboard == "https://example.org/x"
            assert opened == []

    async def test_input_history_goes_back_and_on(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        services.history.past = ["newest before", "older"]
        async with chatting(services) as pilot:
            await say(pilot, "just now")
            await type_in(pilot, "half a th")
            prompt = chat(pilot).prompt
            for expected in ("just now", "newest before", "older", "older"):
                await pilot.press("up")
                await pilot.press("home")
                await until(pilot, lambda expected=expected: prompt.text == expected)
            for expected in ("newest before", "just now", "half a th"):
                await pilot.press("down")
                await until(pilot, lambda expected=expected: prompt.text == expected)

    async def test_a_file_goes_along(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "notes.txt").write_text("remember the milk")
        monkeypatch.chdir(tmp_path)
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await say(pilot, "read @notes.txt please")
            assert services.session is not None
            assert [(a.name, a.text) for a in services.session.attached[0]] == [("notes.txt", "remember the milk")]
            await see(pilot, "⎘ notes.txt")

    async def test_paths_complete(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "apples.txt").write_text("")
        monkeypatch.chdir(tmp_path)
        async with chatting(world(tmp_path)) as pilot:
            await type_in(pilot, "see @app")
            await see(pilot, "▸ @apples.txt")
            await pilot.press("tab")
            await until(pilot, lambda: chat(pilot).prompt.text == "see @apples.txt")


class TestWhileAnAnswerIsWritten:
    async def test_esc_stops_and_keeps_what_came(self, tmp_path: Path) -> None:
        gate = asyncio.Event()
        services = world(tmp_path, Answer(pieces=["The first part ", "never"], gate=gate))
        async with chatting(services) as pilot:
            await type_in(pilot, "go\n")
            await see(pilot, "The first part", "answering")
            await pilot.press("escape")
            await idle(pilot)
            await see(pilot, "The first part", "■ stopped")
            assert services.session is not None
            assert services.session.messages[-1].status is MessageStatus.PARTIAL
            await see_no(pilot, "answering")

    async def test_esc_before_the_first_word_leaves_nothing_hanging(self, tmp_path: Path) -> None:
        gate = asyncio.Event()
        async with chatting(world(tmp_path, Answer(pieces=["", "never"], gate=gate))) as pilot:
            await type_in(pilot, "go\n")
            await see(pilot, "waiting for gpt-4o-mini")
            await pilot.press("escape")
            await idle(pilot)
            await see_no(pilot, "waiting for")

    async def test_messages_queue_up_and_can_be_edited(self, tmp_path: Path) -> None:
        gate = asyncio.Event()
        services = world(tmp_path, Answer(pieces=["a", "b"], gate=gate))
        async with chatting(services) as pilot:
            await type_in(pilot, "one\n")
            await type_in(pilot, "two\n")
            await type_in(pilot, "three\n")
            await see(pilot, "queued · two", "queued · three")
            await pilot.press("up")
            await until(pilot, lambda: chat(pilot).prompt.text == "three")
            await see_no(pilot, "queued · three")
            await type_in(pilot, " edited\n")
            gate.set()
            await idle(pilot)
            assert services.session is not None
            assert services.session.sent == ["one", "two", "three edited"]

    async def test_stopping_gives_waiting_messages_back(self, tmp_path: Path) -> None:
        gate = asyncio.Event()
        async with chatting(world(tmp_path, Answer(pieces=["a", "b"], gate=gate))) as pilot:
            await type_in(pilot, "one\n")
            await type_in(pilot, "two\n")
            await see(pilot, "queued · two")
            await pilot.press("escape")
            await idle(pilot)
            await until(pilot, lambda: chat(pilot).prompt.text == "two")

    async def test_the_view_follows_until_the_person_scrolls_up(self, tmp_path: Path) -> None:
        gate = asyncio.Event()
        long = "\n\n".join(f"Paragraph {n}." for n in range(60)) + "\n\n"
        async with chatting(world(tmp_path, Answer(pieces=[long, long + "The very end."], gate=gate)), SMALL) as pilot:
            await type_in(pilot, "go\n")
            await see(pilot, "Paragraph 59.")
            await pilot.press("pageup")
            await see_no(pilot, "Paragraph 59.")
            at = chat(pilot).transcript.scroll_y
            gate.set()
            await idle(pilot)
            assert chat(pilot).transcript.scroll_y == at
            chat(pilot).action_follow()
            await see(pilot, "The very end.")

    async def test_clicking_while_it_streams_is_harmless(self, tmp_path: Path) -> None:
        """Textual issue 6643: a hit on a block that was just replaced must be a miss."""
        gate = asyncio.Event()
        async with chatting(world(tmp_path, Answer(pieces=["# Head\n\nSome text", " and more"], gate=gate))) as pilot:
            await type_in(pilot, "go\n")
            await see(pilot, "Some text")
            view = chat(pilot).transcript.views()[-1]
            assert isinstance(view, AnswerMessage)
            leaf = view.body
            region = leaf.region
            # The block leaves the tree, and the compositor still shows it, as in the middle of an update.
            leaf._detach()
            screen = chat(pilot)
            hit, _ = screen.get_widget_and_offset_at(region.x + 1, region.y)
            assert hit is None
            screen._forward_event(
                events.MouseDown(None, region.x + 1, region.y, 0, 0, 1, False, False, False, region.x + 1, region.y)
            )
            leaf._attach(view.query_one(".column"))
            gate.set()

    async def test_quitting_keeps_what_came(self, tmp_path: Path) -> None:
        gate = asyncio.Event()
        services = world(tmp_path, Answer(pieces=["kept ", "never"], gate=gate))
        async with chatting(services) as pilot:
            await type_in(pilot, "go\n")
            await see(pilot, "kept")
            await pilot.press("ctrl+q")
        assert services.session is not None
        assert services.session.messages[-1].text == "kept "
        assert services.closed


class TestWhenTheModelFails:
    async def test_sentence_action_and_text_back(self, tmp_path: Path) -> None:
        error = ModelUnavailable("The server does not answer.", "Is it running?")
        services = world(tmp_path, Answer(error=error), Answer("Here again."))
        async with chatting(services) as pilot:
            await say(pilot, QUESTION)
            await see(pilot, "✗ The server does not answer. Is it running?", "r retry", "ctrl+l model")
            assert chat(pilot).prompt.text == QUESTION
            note = chat(pilot).transcript.newest_note()
            assert note is not None
            note.action_answer("r")
            await see(pilot, "Here again.")
            await see_no(pilot, "does not answer")
            assert shown(pilot).count(QUESTION) == 1 + (QUESTION in shown(pilot).splitlines()[0])
            assert chat(pilot).prompt.text == ""

    async def test_a_new_message_takes_the_place_of_the_failed_one(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer(error=ModelUnavailable("No answer.")), Answer("Now it works."))
        async with chatting(services) as pilot:
            await say(pilot, "first try")
            chat(pilot).prompt.put("")
            await say(pilot, "second try")
            await see(pilot, "Now it works.", "you   second try")
            await see_no(pilot, "No answer.", "you   first try")


class TestLearning:
    async def test_a_changed_answer_says_why_and_can_be_put_back(self, tmp_path: Path) -> None:
        answer = Answer("It is Canberra.", lessons=[correction()], draft="It is Sydney.", applied=["c1"])
        async with chatting(world(tmp_path, answer)) as pilot:
            await say(pilot, QUESTION)
            await see(pilot, "◆ held to 1 correction: Sydney → Canberra · changed the text", "d diff", "z put back")
            await pilot.press("tab", "z")
            await see(pilot, "It is Sydney.", "↶ original put back: Sydney → Canberra")
            await pilot.press("z")
            await see(pilot, "It is Canberra.", "changed the text")

    async def test_its_keys_work_in_the_empty_prompt_and_after_esc(self, tmp_path: Path) -> None:
        answer = Answer("It is Canberra.", lessons=[correction()], draft="It is Sydney.", applied=["c1"])
        async with chatting(world(tmp_path, answer)) as pilot:
            await say(pilot, QUESTION)
            await type_in(pilot, "z")
            await see(pilot, "It is Sydney.", "Message…")
            await pilot.press("escape")
            assert isinstance(pilot.app.focused, AnswerMessage)
            await pilot.press("z")
            await see(pilot, "It is Canberra.")
            await pilot.press("escape")
            assert pilot.app.focused is chat(pilot).prompt

    async def test_the_keys_of_the_line_can_be_clicked(self, tmp_path: Path) -> None:
        answer = Answer("It is Canberra.", lessons=[correction()], draft="It is Sydney.", applied=["c1"])
        async with chatting(world(tmp_path, answer)) as pilot:
            await say(pilot, QUESTION)
            lines = shown(pilot).splitlines()
            y = next(at for at, line in enumerate(lines) if "z put back" in line)
            await pilot.click(offset=(lines[y].index("put back"), y))
            await see(pilot, "It is Sydney.")

    async def test_held_and_broken_lessons_have_other_marks(self, tmp_path: Path) -> None:
        held = Answer("Canberra.", lessons=[correction()])
        broken = Answer("Sydney.", lessons=[correction()], broken=["c1"])
        async with chatting(world(tmp_path, held, broken)) as pilot:
            await say(pilot, "one")
            await see(pilot, "◇ held to 1 correction: Sydney → Canberra", "w why")
            await say(pilot, "two")
            await see(pilot, "✗ 1 correction broken: Sydney → Canberra")

    async def test_what_was_learned_is_told_and_undone_with_one_key(self, tmp_path: Path) -> None:
        record = correction(
            "d1", "", "dates as YYYY-MM-DD", category=Category.STYLE, scope=Scope(ScopeKind.EVERYWHERE), standing=True
        )
        services = world(tmp_path, Answer("Fine.", kept=Kept(record, KeptAs.NEW)))
        services.memory.records["d1"] = record
        async with chatting(services) as pilot:
            await say(pilot, "no, write dates as 2026-11-20")
            await see(pilot, "✓ learned: dates as YYYY-MM-DD · style · everywhere", "z undo", "e edit")
            await pilot.press("tab", "z")
            await see(pilot, "↶ taken back: dates as YYYY-MM-DD")
            assert services.memory.acts == [("undo", "d1")]

    async def test_an_uncertain_one_asks_and_takes_one_letter(self, tmp_path: Path) -> None:
        record = correction("t1", "", "shorter", status=Status.TENTATIVE)
        services = world(tmp_path, Answer("Fine.", kept=Kept(record, KeptAs.TENTATIVE)))
        services.memory.records["t1"] = record
        async with chatting(services) as pilot:
            await say(pilot, "shorter")
            await see(pilot, '? was that a correction: "shorter"', "y learn", "n no", "e edit")
            await type_in(pilot, "y")
            await see(pilot, "✓ learned: shorter")
            assert services.memory.acts == [("accept", "t1")]
            assert chat(pilot).prompt.text == ""

    async def test_a_message_that_begins_with_the_letter_is_no_answer(self, tmp_path: Path) -> None:
        record = correction("t1", "", "shorter", status=Status.TENTATIVE)
        services = world(tmp_path, Answer("Fine.", kept=Kept(record, KeptAs.TENTATIVE)), Answer("Good."))
        services.memory.records["t1"] = record
        async with chatting(services) as pilot:
            await say(pilot, "shorter")
            await see(pilot, "? was that")
            await say(pilot, "yes and no")
            assert services.session is not None
            assert services.session.sent == ["shorter", "yes and no"]
            assert services.memory.acts == []
            await see_no(pilot, "? was that a correction")

    async def test_no_is_no(self, tmp_path: Path) -> None:
        record = correction("t1", "", "shorter", status=Status.TENTATIVE)
        services = world(tmp_path, Answer("Fine.", kept=Kept(record, KeptAs.TENTATIVE)))
        services.memory.records["t1"] = record
        async with chatting(services) as pilot:
            await say(pilot, "shorter")
            await pilot.press("tab", "n")
            await see(pilot, "not learned")
            assert services.memory.acts == [("reject", "t1")]

    async def test_contradictions_ask_at_the_end_of_the_turn(self, tmp_path: Path) -> None:
        old, new = correction("o", "", "four spaces"), correction("n", "", "two spaces")
        conflict = Conflict(old, new, "indentation")
        services = world(tmp_path, Answer("Fine.", events=[ConflictFound(conflict)]))
        async with chatting(services) as pilot:
            await say(pilot, "two spaces, please")
            await see(pilot, "These two disagree", "four spaces", "two spaces")
            await pilot.press("1")
            await until(pilot, lambda: pilot.app.screen is chat(pilot))
            assert services.memory.acts == [("resolve older", "n")]

    async def test_a_failed_step_of_learning_is_told_and_costs_nothing(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("Fine.", events=[LearningFailed("recall", "The index cannot be read.")]))
        async with chatting(services) as pilot:
            await say(pilot, "go")
            await see(pilot, "Fine.", "The index cannot be read.", "learning: recall failed")

    async def test_an_answer_revised_at_its_end_is_replaced(self, tmp_path: Path) -> None:
        revised = [ReplyRevising(("c1",)), ReplyRevised("All new.")]
        services = world(tmp_path, Answer("All new.", pieces=["All old."], lessons=[correction()], events=revised))
        async with chatting(services) as pilot:
            await say(pilot, "go")
            await see(pilot, "All new.")
            await see_no(pilot, "All old.")

    async def test_a_lesson_that_the_person_had_to_repeat_is_marked_on_the_answer_before(self, tmp_path: Path) -> None:
        lesson = correction()
        services = world(
            tmp_path, Answer("Sydney.", lessons=[lesson]), Answer("Sorry.", events=[LessonsJudged((lesson,))])
        )
        async with chatting(services) as pilot:
            await say(pilot, "one")
            await see(pilot, "◇ held to 1 correction")
            await say(pilot, "no, Canberra")
            await see(pilot, "✗ 1 correction broken: Sydney → Canberra")

    async def test_learning_is_switched_and_seen(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await pilot.press("ctrl+t")
            await see(pilot, "○ learning off")
            assert not services.settings.learning.enabled
            await pilot.press("ctrl+t")
            await see_no(pilot, "○ learning off")

    async def test_remember_keeps_a_rule(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await type_in(pilot, "/remember british spelling\n")
            await see(pilot, "✓ learned: british spelling")


class TestMessages:
    async def test_moving_with_keys_shows_their_keys(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("One."), Answer("Two."))) as pilot:
            await say(pilot, "first")
            await say(pilot, "second")
            await pilot.press("tab")
            await see(pilot, "x wrong", "y copy", "r again")
            await pilot.press("k", "k")
            assert isinstance(pilot.app.focused, AnswerMessage)
            assert pilot.app.focused.text == "One."
            await pilot.press("k")
            await see(pilot, "e edit")
            await pilot.press("G", "j")
            assert pilot.app.focused is chat(pilot).prompt

    async def test_copy_gives_the_source(self, tmp_path: Path) -> None:
        text = "A **long** line " * 20 + "\n\n```sh\nls -l\n```\n"
        async with chatting(world(tmp_path, Answer(text))) as pilot:
            await say(pilot, "go")
            await pilot.press("tab", "y")
            assert pilot.app.clipboard == text
            await pilot.press("c")
            assert pilot.app.clipboard == "ls -l"

    async def test_edit_and_resend(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("One."), Answer("Two."))
        async with chatting(services) as pilot:
            await say(pilot, "frist")
            await pilot.press("tab", "k", "e")
            await until(pilot, lambda: chat(pilot).prompt.text == "frist")
            chat(pilot).prompt.put("first")
            await pilot.press("enter")
            await idle(pilot)
            await see(pilot, "you   first", "Two.")
            await see_no(pilot, "One.", "frist\n")

    async def test_regenerate_replaces_the_answer(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("One."), Answer("Two."))) as pilot:
            await say(pilot, "go")
            await pilot.press("tab", "r")
            await see(pilot, "Two.")
            await see_no(pilot, "One.")

    async def test_fork_goes_on_in_a_copy(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("One."))
        async with chatting(services) as pilot:
            await say(pilot, "go")
            assert services.session is not None
            forked = await services.session.fork()
            services.history.kept[forked.chat.id] = forked.chat
            services.history.said[forked.chat.id] = list(forked.messages)
            await type_in(pilot, "/fork\n")
            await see(pilot, "go (fork)", "One.")

    async def test_long_messages_fold(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        old_chat(services, "\n".join(f"line {n}" for n in range(200)), "ok")
        async with chatting(services, chat_id="old") as pilot:
            await see(pilot, "… 170 more lines   space expand")
            view = chat(pilot).transcript.views()[0]
            assert isinstance(view, UserMessage)
            view.focus()
            await pilot.press("space")
            await until(pilot, lambda: view.region.height >= 200)

    async def test_mouse_focuses_a_message(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("One."))) as pilot:
            await say(pilot, "go")
            y = next(at for at, line in enumerate(shown(pilot).splitlines()) if "One." in line)
            await pilot.click(offset=(9, y))
            assert isinstance(pilot.app.focused, AnswerMessage)


class TestChats:
    async def test_a_long_chat_mounts_its_end_and_loads_more(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        old_chat(services, *(f"message {n}" for n in range(100)))
        async with chatting(services, chat_id="old") as pilot:
            await see(pilot, "message 99")
            transcript = chat(pilot).transcript
            assert len(transcript.views()) == 30
            assert transcript.earlier == 70
            await pilot.press("tab", "g", "k")
            await until(pilot, lambda: transcript.earlier == 40)
            assert len(transcript.views()) == 60

    async def test_open_search_rename_delete_undo(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        old_chat(services, "about penguins", "They swim.", id="birds", title="Birds")
        old_chat(services, "about tax", "It is due.", id="tax", title="Money")
        async with chatting(services) as pilot:
            await pilot.press("ctrl+s")
            await see(pilot, "Chats  2", "Birds", "Money")
            await type_in(pilot, "/")
            await type_in(pilot, "penguins")
            await see(pilot, "Chats  1", "about penguins")
            await pilot.press("enter")
            await type_in(pilot, "r")
            await see(pilot, "Title")
            await type_in(pilot, " of prey\n")
            await see(pilot, "Birds of prey")
            await pilot.press("delete")
            await see(pilot, "Nothing found")
            await type_in(pilot, "z")
            await see(pilot, "Birds of prey")
            await pilot.press("enter")
            await see(pilot, "They swim.", "rlmchat   Birds of prey")

    async def test_the_bin_gives_chats_back(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        old_chat(services, "hello", "Hi.", id="a", title="Greeting")
        async with chatting(services) as pilot:
            await pilot.press("ctrl+s")
            await see(pilot, "Greeting")
            await pilot.press("delete")
            await see(pilot, "No chats yet")
            await type_in(pilot, "b")
            await see(pilot, "Bin  1", "Greeting", "r restore")
            await type_in(pilot, "r")
            await see(pilot, "The bin is empty")
            await pilot.press("delete", "escape")
            await see(pilot, "Chats  1", "Greeting")

    async def test_delete_for_good_asks_first(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        old_chat(services, "hello", id="a", title="Greeting")
        async with chatting(services) as pilot:
            await pilot.press("ctrl+s")
            await see(pilot, "Greeting")
            await pilot.press("delete", "b")
            await see(pilot, "Bin  1")
            await pilot.press("delete")
            await see(pilot, "for good?")
            await pilot.press("enter")
            assert "a" in services.history.kept
            await pilot.press("delete")
            await see(pilot, "for good?")
            await pilot.press("y")
            await see(pilot, "The bin is empty")
            assert "a" not in services.history.kept

    async def test_new_chat_clears_the_screen(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("One."))) as pilot:
            await say(pilot, "go")
            await pilot.press("ctrl+n")
            await see(pilot, "new chat", "Ask anything.")
            await see_no(pilot, "One.")

    async def test_a_broken_store_is_told(self, tmp_path: Path) -> None:
        services = world(tmp_path)

        async def fail(**_: object) -> list[Chat]:
            raise StoreError("The database cannot be read.", "`rlmchat doctor` says more.")

        async with chatting(services) as pilot:
            services.history.chats = fail  # type: ignore[method-assign,assignment]
            await pilot.press("ctrl+s")
            await see(pilot, "The database cannot be read.")


class TestLooks:
    async def test_linear_mode_has_words_for_signs_and_no_panel(self, tmp_path: Path) -> None:
        answer = Answer("It is Canberra.", lessons=[correction()], kept=Kept(correction("n"), KeptAs.NEW))
        services = world(tmp_path, answer, look=LookSettings(linear=True))
        async with chatting(services) as pilot:
            assert pilot.app.animation_level == "none"
            await say(pilot, QUESTION)
            await see(pilot, "you:", "answer:", "done: learned: Sydney", "lessons: held to 1 correction")
            await pilot.press("ctrl+b")
            await until(pilot, lambda: type(pilot.app.screen).__name__ == "CorrectionsScreen")

    async def test_an_unknown_theme_is_told(self, tmp_path: Path) -> None:
        services = world(tmp_path, look=LookSettings(theme="gone"))
        async with chatting(services) as pilot:
            await see(pilot, "There is no theme gone.")

    async def test_nothing_ticks_when_idle(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("One."))) as pilot:
            await say(pilot, "go")
            ticking = [
                timer
                for node in [pilot.app, chat(pilot), *chat(pilot).walk_children()]
                for timer in node._timers
                if timer._repeat is None and timer._active.is_set()
            ]
            assert ticking == []


class TestTheFirstRun:
    async def test_three_steps_end_before_a_mistake(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("The capital is Sydney."))
        async with chatting(services, first_run=True) as pilot:
            await see(pilot, "Welcome · 1 of 3 · model")
            await pilot.press("enter")
            await see(pilot, "2 of 3 · learning", "Learn from what I say")
            await pilot.press("down", "enter")
            await see(pilot, "3 of 3 · look", "rlmchat-light")
            await pilot.press("s")
            await see(pilot, "The capital is Sydney.", "Tell it that it is wrong.", "demo, offline")
            assert services.settings.look.welcome is False
            assert services.settings.learning.detect is False
            assert services.settings.model.name == "openai/gpt-4o-mini"

    async def test_an_answer_that_was_put_right_before_is_not_called_wrong(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("The capital is Canberra.", lessons=[correction()]), Answer("Sydney."))
        async with chatting(services, first_run=True) as pilot:
            for step in "123":
                await see(pilot, f"{step} of 3")
                await pilot.press("s")
            await see(pilot, "The capital is Canberra.", "◇ held to 1 correction")
            await say(pilot, "And its largest city?")
            await see(pilot, "Sydney.")
            assert "Tell it that it is wrong." not in shown(pilot)

    async def test_leaving_changes_nothing_but_is_not_asked_again(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services, first_run=True) as pilot:
            await see(pilot, "Welcome")
            await pilot.press("escape")
            await see(pilot, "Ask anything.")
            assert services.settings == replace(Settings(), look=replace(LookSettings(), welcome=False))


def test_notes_are_widgets_with_letters() -> None:
    from rlmchat.screens.notes import learned_note

    assert NoteLine(learned_note(correction())).letters == ("z", "e")
