"""An answer that streams in: batched, never lost, never jumping."""

from __future__ import annotations

from textual.app import App, ComposeResult

from rlmchat.widgets.answer_body import LEAST_SLICE, AnswerBody


class Page(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.body = AnswerBody()

    def compose(self) -> ComposeResult:
        yield self.body

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"dim": "#808080"}


def text_of(body: AnswerBody) -> str:
    return "\n".join(line for block in body.document.blocks for line in block.lines(60))


async def test_all_that_was_written_is_there_at_the_end() -> None:
    app = Page()
    async with app.run_test(size=(60, 10)):
        for n in range(500):
            app.body.write(f"w{n} ")
        await app.body.end()
        assert text_of(app.body).split() == [f"w{n}" for n in range(500)]
        assert app.body.text == "".join(f"w{n} " for n in range(500))


async def test_many_pieces_cost_few_changes() -> None:
    app = Page()
    async with app.run_test(size=(60, 10)):
        changes: list[int] = []
        grow = app.body.grow
        app.body.grow = lambda text: (changes.append(len(text)), grow(text))[1]  # type: ignore[method-assign,func-returns-value]
        for n in range(1000):
            app.body.write(f"{n} ")
        await app.body.end()
        # Slices may shrink on a slow machine, but not below this.
        assert len(changes) <= sum(changes) // LEAST_SLICE + 3


async def test_a_line_end_cut_in_half_is_one_line_end() -> None:
    app = Page()
    async with app.run_test(size=(60, 10)) as pilot:
        app.body.write("one\r")
        await pilot.pause()
        app.body.write("\n\r")
        app.body.write("\ntwo")
        await app.body.end()
        assert text_of(app.body) == "one\n\ntwo"


async def test_another_text_takes_its_place() -> None:
    app = Page()
    async with app.run_test(size=(60, 10)):
        app.body.write("draft ")
        await app.body.show("final")
        assert text_of(app.body) == "final"
        app.body.write(" and more")
        await app.body.end()
        assert text_of(app.body) == "final and more"


async def test_leaving_while_it_streams_is_quiet() -> None:
    app = Page()
    async with app.run_test(size=(60, 10)) as pilot:
        app.body.write("text")
        await app.body.remove()
        app.body.write("more")
        await app.body.end()
        await pilot.pause()


async def test_the_first_word_is_there_at_once() -> None:
    app = Page()
    async with app.run_test(size=(60, 10)):
        app.body.write("Canberra")
        # Before anything else has had its turn: the next picture shows it.
        assert text_of(app.body) == "Canberra"
        app.body.write(", of course")
        await app.body.end()
        assert text_of(app.body) == "Canberra, of course"
