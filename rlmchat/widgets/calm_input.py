"""A one-line input without a frame and without blinking."""

from __future__ import annotations

from textual.widgets import Input


class CalmInput(Input):
    """The plainest input there is."""

    DEFAULT_CSS = """
    CalmInput { height: 1; border: none; padding: 0 1; background: $panel;
        & > .input--placeholder { color: $dim; }
        &:focus { border: none; background-tint: transparent 0%; }
    }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id, select_on_focus=False)
        self.cursor_blink = False
