from __future__ import annotations

import tomllib
from typing import Any

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters.toml_text import line_of, with_key, with_value

TEXT = '''\
# first
top = 1

[a]   # table a
x = 1 # one
"y z" = "with # sign" # two
long = """
[b]
x = 9
"""

[a."b/c.d"]
w = [
  1,
]

[b]
'''


def test_lines_are_found_and_texts_are_no_tables() -> None:
    assert line_of(TEXT, ("top",)) == 2
    assert line_of(TEXT, ("a", "x")) == 5
    assert line_of(TEXT, ("a", "y z")) == 6
    assert line_of(TEXT, ("a", "b/c.d", "w")) == 13
    assert line_of(TEXT, ("b",)) == 17
    assert line_of(TEXT, ("b", "gone")) == 17
    assert line_of(TEXT, ("nowhere",)) == 0


def test_a_value_is_changed_in_its_place() -> None:
    assert with_value(TEXT, ("a", "x"), 2) == TEXT.replace("x = 1 # one", "x = 2 # one")
    assert with_value(TEXT, ("a", "y z"), "b") == TEXT.replace('"with # sign" # two', '"b" # two')
    assert with_value(TEXT, ("a", "x"), None) == TEXT.replace("x = 1 # one\n", "")


def test_a_new_key_goes_into_its_table() -> None:
    assert with_value(TEXT, ("b", "new"), True) == TEXT + "new = true\n"
    assert with_value("", ("m", "a/b", "k"), 1) == '[m."a/b"]\nk = 1\n'
    assert '[a."b/c.d"]\nw = [\n  1,\n]' in with_value(TEXT, ("a", "new"), 1)


def test_what_cannot_be_changed_in_place_is_written_anew() -> None:
    text = "a = {x = 1, y = 2}\n"
    assert tomllib.loads(with_value(text, ("a", "x"), 5)) == {"a": {"x": 5, "y": 2}}
    changed = with_value(TEXT, ("a", "b/c.d", "w"), 3)
    assert tomllib.loads(changed) == with_key(tomllib.loads(TEXT), ("a", "b/c.d", "w"), 3)


NAMES = st.text(min_size=1, max_size=6)
SCALARS = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=12)
TABLES = st.dictionaries(NAMES, SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(NAMES, SCALARS), max_size=4)


@given(document=st.dictionaries(NAMES, TABLES, max_size=4), table=NAMES, key=NAMES, value=SCALARS | st.none())
def test_whatever_the_file_exactly_one_key_changes(
    document: dict[str, Any], table: str, key: str, value: bool | int | float | str | None
) -> None:
    text = tomli_w.dumps(document)
    before = tomllib.loads(text)
    assert tomllib.loads(with_value(text, (table, key), value)) == with_key(before, (table, key), value)
