"""Colours of code in answers: few, from the theme, never the only sign."""

from __future__ import annotations

from pygments.lexers import get_lexer_by_name
from pygments.token import Token
from pygments.util import ClassNotFound
from textual.content import Content, Span

_STYLES = {
    Token.Comment: "$dim italic",
    Token.Keyword: "$accent",
    Token.Operator.Word: "$accent",
    Token.Literal.String: "$success",
    Token.Literal.Number: "$warning",
    Token.Name.Function: "bold",
    Token.Name.Class: "bold",
    Token.Name.Tag: "$accent",
    Token.Name.Decorator: "$dim",
    Token.Generic.Deleted: "$error",
    Token.Generic.Inserted: "$success",
    Token.Generic.Heading: "bold",
}
_FOUND: dict[object, str] = {}


def highlighted(code: str, language: str) -> Content:
    """The code with its colours; plain where nothing is known of the language."""
    try:
        lexer = get_lexer_by_name(language.lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return Content(code)
    spans: list[Span] = []
    at = 0
    for kind, text in lexer.get_tokens(code):
        if style := _style(kind):
            spans.append(Span(at, at + len(text), style))
        at += len(text)
    return Content(code, spans)


def _style(kind: object) -> str:
    if kind not in _FOUND:
        look = kind
        while look is not None and look not in _STYLES:
            look = getattr(look, "parent", None)
        _FOUND[kind] = _STYLES.get(look, "")
    return _FOUND[kind]
