"""Small pure pieces of the chat's widgets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.conversation import ChatId, Message, MessageId, Role
from rlmchat.errors import ThemeError
from rlmchat.locations import shipped_themes
from rlmchat.widgets.header_bar import model_name
from rlmchat.widgets.keys import GROUPS, USUAL, key_names
from rlmchat.widgets.pastes import Pastes
from rlmchat.widgets.plain_text import clean, one_line
from rlmchat.widgets.provenance import Provenance, sentence
from rlmchat.widgets.status_bar import State, figures
from rlmchat.widgets.theming import dim_of, load_theme, load_themes, theme_files, theme_from
from tests.fakes.session import NOW


class TestPlainText:
    @given(st.text())
    def test_nothing_in_it_can_steer_the_screen(self, text: str) -> None:
        assert not any((ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160 for c in clean(text))

    @given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
    def test_ordinary_text_is_left_alone(self, text: str) -> None:
        assert clean(text) == text

    def test_escapes_are_seen(self) -> None:
        assert clean("\x1b[31mred\x1b]0;title\x07") == "␛[31mred␛]0;title␇"
        assert clean("a\r\nb\u2028c") == "a\nb\nc"
        assert clean("\u202egnp.exe") == "\ufffdgnp.exe"

    def test_one_line_is_one_line(self) -> None:
        assert one_line("a\n  b\tc") == "a b c"
        assert one_line("abcdef", 4) == "abc…"


class TestPastes:
    def test_small_ones_stay_text(self) -> None:
        assert not Pastes.large("two\nlines")
        assert Pastes.large("\n" * 40)
        assert Pastes.large("x" * 4001)

    def test_marks_stand_for_their_texts(self) -> None:
        pastes = Pastes()
        first, second = pastes.keep("1\n2\n3"), pastes.keep("x")
        assert first == "⟦paste 1 · 3 lines⟧"
        assert pastes.unfold(f"a {second} b {first} ⟦paste 9 · 1 line⟧") == "a x b 1\n2\n3 ⟦paste 9 · 1 line⟧"


class TestThemes:
    def test_every_shipped_theme_loads_and_names_its_dim(self) -> None:
        themes = list(load_themes([shipped_themes()]))
        assert {"rlmchat-dark", "rlmchat-light", "high-contrast"} <= {theme.name for theme in themes}  # type: ignore[union-attr]
        assert len(themes) >= 4
        for theme in themes:
            assert not isinstance(theme, ThemeError)
            assert "dim" in theme.variables

    def test_texts_can_be_read_in_every_shipped_theme(self) -> None:
        from textual.color import Color

        for path in shipped_themes().glob("*.toml"):
            theme = load_theme(path)
            least = 7.0 if theme.name.startswith("high") else 4.5
            for ground in (theme.background, theme.surface):
                back = Color.parse(ground or "#000")
                for colour in (theme.foreground, theme.variables["dim"], theme.primary, theme.warning, theme.error):
                    assert contrast(Color.parse(colour or "#fff"), back) >= least, (theme.name, colour, ground)

    def test_errors_name_file_and_key(self, tmp_path: Path) -> None:
        for content, words in {
            "primary = 'notacolour'": "primary = 'notacolour' is no colour",
            "primary = '#fff'\nshadow = 1": "unknown key 'shadow'",
            "dark = true": "'primary' is missing",
            "primary = ": "cannot be read",
        }.items():
            path = tmp_path / "mine.toml"
            path.write_text(content)
            with pytest.raises(ThemeError, match=words) as caught:
                load_theme(path)
            assert "mine.toml" in str(caught.value)

    def test_a_broken_one_does_not_hide_the_others(self, tmp_path: Path) -> None:
        (tmp_path / "bad.toml").write_text("nonsense")
        (tmp_path / "good.toml").write_text("primary = '#ff0000'")
        found = list(load_themes([tmp_path]))
        assert [type(one).__name__ for one in found] == ["ThemeError", "Theme"]

    def test_ones_own_theme_replaces_a_shipped_one(self, tmp_path: Path) -> None:
        (tmp_path / "rlmchat-dark.toml").write_text("primary = '#ff0000'")
        assert theme_files([shipped_themes(), tmp_path])["rlmchat-dark"].parent == tmp_path

    def test_a_theme_without_dim_gets_one(self) -> None:
        theme = theme_from({"primary": "#ff0000", "foreground": "#ffffff", "background": "#000000"}, "x")
        assert dim_of(theme) == "#939393"


def contrast(one: object, other: object) -> float:
    """WCAG 2.2 contrast ratio of two colours."""

    def light(colour: object) -> float:
        parts = [c / 255 for c in (colour.r, colour.g, colour.b)]  # type: ignore[attr-defined]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


RULES = {"a": "Sydney → Canberra", "b": "dates as YYYY-MM-DD"}


class TestProvenance:
    @pytest.mark.parametrize(
        ("of", "expected"),
        [
            (Provenance(("a",)), ("◇", "held to 1 correction: Sydney → Canberra")),
            (Provenance(("a", "b")), ("◇", "held to 2 corrections: Sydney → Canberra")),
            (Provenance(("a", "b"), ("b",)), ("◆", "held to 2 corrections: dates as YYYY-MM-DD · changed the text")),
            (Provenance(("a",), broken=("a",)), ("✗", "1 correction broken: Sydney → Canberra")),
            (Provenance(("a",), reverted=True), ("↶", "original put back: Sydney → Canberra")),
            (Provenance(("z",)), ("◇", "held to 1 correction")),
        ],
    )
    def test_says_what_lessons_did(self, of: Provenance, expected: tuple[str, str]) -> None:
        assert sentence(of, RULES) == expected

    def test_a_stored_answer_with_a_draft_and_nothing_applied_was_put_back(self) -> None:
        message = Message(MessageId("m"), ChatId("c"), Role.ASSISTANT, "Sydney", NOW, draft="Canberra", lessons=("a",))
        assert Provenance.of(message).reverted


def test_keys_have_names_of_their_own() -> None:
    names = key_names()
    assert len(set(names)) == len(names)
    assert set(USUAL) <= set(names)
    for title, group in GROUPS:
        letters = [letter for key in group for letter in key.keys.split(",")]
        assert len(letters) == len(set(letters)), title


def test_figures() -> None:
    assert figures(State()) == ""
    assert figures(State(tokens=1204, cost=0.0021, saved=True)) == "1,204 tok · $0.002 · saved"
    assert figures(State(saved=False)) == "not saved"


def test_model_names_lose_their_provider() -> None:
    assert model_name("openai/gpt-4o-mini") == "gpt-4o-mini"
    assert model_name("openrouter/meta/llama-3") == "llama-3"
