from __future__ import annotations

import os
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters.settings_file import (
    all_keys,
    as_document,
    load_settings,
    make_file,
    save_settings,
    set_value,
    split_key,
)
from rlmchat.adapters.settings_rules import NAMED, SECTIONS
from rlmchat.errors import SettingsError, UsageError
from rlmchat.locations import Locations, locations
from rlmchat.settings import ModelSettings, Provider, Settings


@pytest.fixture
def places(home: Path) -> Locations:
    return locations(home)


def write(places: Locations, text: str) -> Path:
    places.config_dir.mkdir(parents=True, exist_ok=True)
    places.config_file.write_text(text, encoding="utf-8")
    return places.config_file


class TestLoad:
    def test_no_file_means_the_defaults(self, places: Locations) -> None:
        assert load_settings(places) == (Settings(), [])
        assert not places.config_dir.exists()

    def test_every_setting_has_a_rule(self) -> None:
        for section, rules in SECTIONS.items():
            assert set(rules) == {field.name for field in fields(getattr(Settings(), section))}
        assert set(NAMED["providers"]) == {field.name for field in fields(Provider)}

    def test_values_are_read(self, places: Locations) -> None:
        write(
            places,
            """
            [model]
            name = "openai/gpt-4o"
            temperature = 1
            [learning]
            enabled = false
            [models."ollama_chat/llama3.2"]
            timeout = 600
            [providers.openai]
            api_base = "http://127.0.0.1:8000/v1"
            api_key_env = "MY_KEY"
            [personas]
            pirate = "Talk like a pirate."
            [keys]
            quit = "ctrl+d"
            """,
        )
        settings, problems = load_settings(places)
        assert problems == []
        assert (settings.model.name, settings.model.temperature) == ("openai/gpt-4o", 1.0)
        assert isinstance(settings.model.temperature, float)
        assert settings.learning.enabled is False
        assert settings.providers["openai"] == Provider("http://127.0.0.1:8000/v1", "MY_KEY")
        assert settings.personas["pirate"] == "Talk like a pirate."
        assert settings.keys["quit"] == "ctrl+d"
        # What one model does not say of itself is as under [model].
        assert settings.for_model("ollama_chat/llama3.2") == replace(settings.model, timeout=600.0)

    @pytest.mark.parametrize(
        ("text", "line", "key", "told"),
        [
            ("[model]\ntemperature = 3\n", 2, "model.temperature", "a number from 0 to 2"),
            ("[model]\n\n# why\nretries = 1.5", 4, "model.retries", "a whole number from 0 to 20"),
            ("[learning]\nenabled = 1\n", 2, "learning.enabled", "true or false"),
            ('[learning]\nlimit = "5"\n', 2, "learning.limit", "a whole number"),
            ("[learning]\nlimit = true\n", 2, "learning.limit", "a whole number"),
            ("[learning]\nsave_threshold = nan\n", 2, "learning.save_threshold", "from 0 to 1"),
            ('[apply]\nmode = "maybe"\n', 2, "apply.mode", "one of auto, always, deterministic, off"),
            ('[store]\nurl = "ftp://x"\n', 2, "store.url", "begins with http:// or https://"),
            ("learning.limit = -1\n", 1, "learning.limit", "from 0 to 100"),
            ("learning = {limit = -1}\n", 1, "learning.limit", "from 0 to 100"),
            ("learning = 3\n", 1, "learning", "a table"),
            ('[models."a/b"]\ntimeout = 0\n', 2, "models.a/b.timeout", "from 0.1"),
            ("[models]\nx = 3\n", 2, "models.x", "a table"),
            ("[personas]\nx = 3\n", 2, "personas.x", "a text in quotes"),
            ("[learning]\nask_threshold = 0.9\n", 2, "learning.ask_threshold", "save_threshold"),
        ],
    )
    def test_a_wrong_value_names_file_line_key_and_what_is_allowed(
        self, places: Locations, text: str, line: int, key: str, told: str
    ) -> None:
        path = write(places, text)
        with pytest.raises(SettingsError) as caught:
            load_settings(places)
        assert caught.value.message.startswith(f"{path}, line {line}: `{key}` must ")
        assert told in caught.value.message
        assert caught.value.hint

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("[model]\nname = \n", "line 2, at `name`"),
            ("[model\n", "line 1"),
            ('a = 1\nb = "no end\n', "line 2, at `b`"),
            ("[model]\nname = 'a'\nname = 'b'\n", "line 3"),
            ('[model]\npersona = """\nno end', "line 3"),
        ],
    )
    def test_broken_toml_names_file_and_line(self, places: Locations, text: str, place: str) -> None:
        path = write(places, text)
        with pytest.raises(SettingsError) as caught:
            load_settings(places)
        assert f"{path}, {place}" in caught.value.message

    def test_what_is_no_text_is_told(self, places: Locations) -> None:
        write(places, "").write_bytes(b"\xff\xfe")
        with pytest.raises(SettingsError, match="UTF-8"):
            load_settings(places)

    def test_a_file_that_cannot_be_read(self, places: Locations) -> None:
        places.config_file.mkdir(parents=True)
        with pytest.raises(SettingsError, match="cannot be read"):
            load_settings(places)

    def test_unknown_keys_are_named_with_what_was_meant(self, places: Locations) -> None:
        write(places, "[modle]\nx = 1\n[learning]\nlimt = 3\n[providers.openai]\napi_bas = ''\n[keys]\nquitt = 'q'\n")
        settings, problems = load_settings(places)
        assert settings.learning == Settings().learning
        told = [("line 1", "modle", "model"), ("line 4", "limt", "limit")]
        told += [("line 6", "api_bas", "api_base"), ("line 8", "quitt", "quit")]
        for (line, key, meant), problem in zip(told, problems, strict=True):
            assert line in problem
            assert key in problem
            assert f"did you mean {meant}?" in problem


class TestSave:
    def test_what_is_saved_is_read_again(self, places: Locations) -> None:
        settings = Settings(
            model=ModelSettings(name="openai/x", temperature=0.5, max_tokens=100),
            models=MappingProxyType({"a/b": ModelSettings(name="openai/x", temperature=0.5, max_tokens=7)}),
            providers=MappingProxyType({"openai": Provider("http://localhost/v1", "KEY")}),
            personas=MappingProxyType({"a b": 'Say "hi".\nTwice.'}),
            keys=MappingProxyType({"quit": "ctrl+d"}),
        )
        save_settings(places, settings)
        assert load_settings(places) == (settings, [])
        assert places.config_file.stat().st_mode & 0o777 == 0o600
        assert places.config_dir.stat().st_mode & 0o777 == 0o700

    def test_comments_order_and_foreign_keys_stay(self, places: Locations) -> None:
        write(places, '# mine\n[look]\ntheme = "a" # dark\n\n[other]\nkey = [1, 2]\n\n[model]\n# big\nname = "x"\n')
        settings, _ = load_settings(places)
        look, model = replace(settings.look, theme="b"), replace(settings.model, timeout=5.0)
        save_settings(places, replace(settings, look=look, model=model))
        assert places.config_file.read_text() == (
            '# mine\n[look]\ntheme = "b" # dark\n\n[other]\nkey = [1, 2]\n\n[model]\n# big\nname = "x"\ntimeout = 5.0\n'
        )

    def test_saving_no_change_writes_nothing(self, places: Locations) -> None:
        save_settings(places, Settings())
        assert not places.config_file.exists()

    def test_unset_and_removed(self, places: Locations) -> None:
        write(places, '[model]\ntemperature = 1.0\n[providers.openai]\napi_base = "http://x"\n[personas]\na = "b"\n')
        settings, _ = load_settings(places)
        changed = replace(
            settings,
            model=replace(settings.model, temperature=None),
            providers=MappingProxyType({}),
            personas=MappingProxyType({}),
        )
        save_settings(places, changed)
        assert load_settings(places)[0] == changed

    def test_a_broken_file_is_never_overwritten(self, places: Locations) -> None:
        path = write(places, "[model\n")
        with pytest.raises(SettingsError):
            save_settings(places, replace(Settings(), model=ModelSettings(name="x")))
        assert path.read_text() == "[model\n"

    def test_a_link_stays_a_link(self, places: Locations, tmp_path: Path) -> None:
        real = tmp_path / "dotfiles" / "rlmchat.toml"
        real.parent.mkdir()
        real.write_text("")
        places.config_dir.mkdir(parents=True)
        places.config_file.symlink_to(real)
        save_settings(places, replace(Settings(), model=ModelSettings(name="x")))
        assert places.config_file.is_symlink()
        assert tomllib.loads(real.read_text())["model"]["name"] == "x"

    def test_a_folder_that_cannot_be_written_to(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(SettingsError, match="cannot be written"):
            save_settings(locations(tmp_path / "file"), replace(Settings(), model=ModelSettings(name="x")))

    def test_a_failed_write_leaves_the_old_file_and_no_rubbish(
        self, places: Locations, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write(places, '[model]\nname = "old"\n')

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(SettingsError, match="No space left"):
            save_settings(places, replace(Settings(), model=ModelSettings(name="new")))
        assert path.read_text() == '[model]\nname = "old"\n'
        assert list(places.config_dir.iterdir()) == [path]


class TestSet:
    def test_from_words(self, places: Locations) -> None:
        assert set_value(places, "learning.enabled", "off") is False
        assert set_value(places, "model.timeout", "30") == 30.0
        assert set_value(places, "models.openai/gpt-4.1.max_tokens", "9") == 9
        assert set_value(places, 'models."a/b".max_tokens', "8") == 8
        assert set_value(places, "personas.pirate", "Arr.") == "Arr."
        settings, _ = load_settings(places)
        assert (settings.learning.enabled, settings.model.timeout) == (False, 30.0)
        assert {name: model.max_tokens for name, model in settings.models.items()} == {"openai/gpt-4.1": 9, "a/b": 8}

    def test_unset(self, places: Locations) -> None:
        set_value(places, "model.temperature", "0.5")
        assert set_value(places, "model.temperature", "") is None
        assert load_settings(places)[0] == Settings()

    def test_a_value_that_does_not_go_with_another_is_refused(self, places: Locations) -> None:
        with pytest.raises(UsageError, match="save_threshold"):
            set_value(places, "learning.ask_threshold", "0.9")
        assert not places.config_file.exists()

    def test_a_wrong_value_can_be_mended(self, places: Locations) -> None:
        write(places, "[learning]\nlimit = true\n")
        set_value(places, "learning.limit", "7")
        assert load_settings(places)[0].learning.limit == 7

    def test_another_value_that_is_wrong_is_told_as_what_it_is(self, places: Locations) -> None:
        write(places, "[learning]\nlimit = true\n")
        with pytest.raises(SettingsError, match=r"learning\.limit"):
            set_value(places, "learning.threshold", "0.5")

    @pytest.mark.parametrize("key", ["", ".", "model", "model.", "model.name.x", "models.timeout", "a.b.c.d"])
    def test_unknown_keys(self, places: Locations, key: str) -> None:
        with pytest.raises(UsageError, match="no setting"):
            set_value(places, key, "1")

    def test_every_key_can_be_set_to_what_it_is(self, places: Locations) -> None:
        for key in all_keys():
            section, name = split_key(key)
            value = getattr(getattr(Settings(), section), name)
            set_value(places, key, "" if value is None else str(value))
        assert load_settings(places) == (Settings(), [])


def test_the_template_is_valid_and_changes_nothing(places: Locations) -> None:
    make_file(places)
    assert load_settings(places) == (Settings(), [])
    before = places.config_file.read_text()
    make_file(places)
    assert places.config_file.read_text() == before


def test_as_document_is_what_would_be_read(places: Locations) -> None:
    settings = Settings(providers=MappingProxyType({"openai": Provider("http://x")}))
    write(places, tomli_w.dumps(as_document(settings)))
    assert load_settings(places) == (settings, [])


VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)
KEYS = st.sampled_from([*SECTIONS, *NAMED, "personas", "keys", "other"])


@given(document=st.dictionaries(KEYS, VALUES | st.dictionaries(st.sampled_from(["name", "limit", "mode"]), VALUES)))
def test_any_toml_is_read_or_refused_in_words(
    document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    places = locations(tmp_path_factory.mktemp("any"))
    write(places, tomli_w.dumps(document))
    try:
        told = str(load_settings(places)[0])
    except SettingsError as error:
        told = error.message if str(places.config_file) in error.message else ""
    assert told
