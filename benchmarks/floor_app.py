"""The least that a chat client in Textual can be, to measure against: a header, a Markdown, a text area, a footer."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Markdown, TextArea


class Floor(App[None]):
    def compose(self) -> ComposeResult:
        yield Header()
        yield Markdown("# Hello")
        yield TextArea()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()


if __name__ == "__main__":
    Floor().run()
