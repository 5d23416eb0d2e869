"""Checks and repairs of fenced code that cannot change what it does: its indentation, its optional semicolons."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import gcd

from rlmchat.learning.zones import Zone, fences

_ALIASES = {
    "python": "python py python3", "javascript": "javascript js jsx mjs", "typescript": "typescript ts tsx",
    "java": "java", "c": "c h", "c++": "c++ cpp cxx hpp", "c#": "c# csharp cs", "go": "go golang", "rust": "rust rs",
    "ruby": "ruby rb", "php": "php", "bash": "bash sh shell zsh", "sql": "sql", "html": "html", "css": "css scss less",
    "kotlin": "kotlin kt", "swift": "swift", "lua": "lua", "perl": "perl pl", "json": "json", "toml": "toml", "r": "r",
}  # fmt: skip
_BY_ALIAS = {alias: name for name, aliases in _ALIASES.items() for alias in aliases.split()}
_NEVER_TABS = frozenset({"yaml", "yml", "haskell", "hs", "nim", "markdown", "md", "text", "txt", "diff", "console"})
_NEVER_SPACES = frozenset({"make", "makefile", "go", "golang"})


def languages_in(said: str) -> frozenset[str]:
    """Programming languages that a rule names; empty when it names none."""
    found = {
        _BY_ALIAS[w]
        for w in re.findall(r"[a-z]+[+#0-9]*", said.casefold())
        if w in _BY_ALIAS and w not in ("c", "r", "h", "go", "less", "text", "sh", "pl")
    }
    found |= {"go"} if re.search(r"\bGo\b (?:code|files?)|\bgolang\b", said) else set()
    return frozenset(found)


_TABS = re.compile(r"\btabs\b|\btab (?:characters?|indent\w*)|\bindent\w* with (?:a )?tab")
_SPACES = re.compile(r"\b(two|four|three|eight|[2348]) spaces\b|\b([2348])-space\b")
_COUNTS = {"two": 2, "three": 3, "four": 4, "eight": 8}


def asked_indent(original: str, corrected: str, said: str) -> str | None:
    """The unit of indentation that a rule asks for, told or shown by its example; None where it asks for none."""
    old, new = _leading(original), _leading(corrected)
    if old != new and original.strip() == corrected.strip() and original.strip():
        return "\t" if "\t" in new else (new or None)
    if not re.search(r"\bindent|\btabs\b|\bspaces\b", said):
        return None
    spaces = _SPACES.search(said)
    tabs = _TABS.search(said)
    if tabs and not re.search(r"\b(?:no|not|never|instead of|rather than|over) (?:\w+ )?tabs?\b", said):
        return "\t"
    if spaces:
        number = spaces.group(1) or spaces.group(2)
        return " " * (int(number) if number.isdigit() else _COUNTS[number])
    return None


def _leading(line: str) -> str:
    bare = line.strip("\n")
    return bare[: len(bare) - len(bare.lstrip(" \t"))]


def indented(text: str, unit: str, languages: frozenset[str]) -> str:
    """Fenced code of the languages (of all that allow it, if none is named) indented with the unit."""
    unfit = _NEVER_TABS if unit == "\t" else _NEVER_SPACES
    return _in_fences(text, lambda body: _reindented(body, unit), languages, unfit)


def _in_fences(text: str, mend: Callable[[str], str], languages: frozenset[str], unfit: frozenset[str]) -> str:
    out, at = [], 0
    for fence in fences(text):
        if _meant(fence, languages, unfit):
            start = text.find("\n", fence.start) + 1
            end = text.rfind("\n", start, fence.end - 1) + 1
            if 0 < start < end:
                out += [text[at:start], mend(text[start:end])]
                at = end
    return "".join(out) + text[at:]


def _meant(fence: Zone, languages: frozenset[str], unfit: frozenset[str]) -> bool:
    if fence.language in unfit:
        return False
    return _BY_ALIAS.get(fence.language, fence.language) in languages if languages else bool(fence.language)


def _reindented(body: str, unit: str) -> str:
    lines = body.splitlines(keepends=True)
    widths = [len(i) for line in lines if line.strip() and (i := _leading(line)) and "\t" not in i]
    step = gcd(*widths) if widths else 4
    if step < 2:
        # Continuation lines aligned to an odd column: no unit can be told for sure.
        step = 4 if sum(w % 4 == 0 for w in widths) * 2 > len(widths) else 2
    return "".join(_line(line, unit, step) for line in lines)


def _line(line: str, unit: str, step: int) -> str:
    lead = _leading(line)
    if not line.strip() or not lead:
        return line
    tabs = len(lead) - len(lead.lstrip("\t"))
    levels, rest = (tabs, lead[tabs:]) if tabs else (len(lead) // step, " " * (len(lead) % step))
    return unit * levels + rest + line[len(lead) :]


_JS = frozenset({"javascript", "typescript"})


def without_semicolons(text: str, languages: frozenset[str]) -> str:
    """JavaScript and TypeScript without the semicolons at line ends that nothing needs."""
    wanted = languages & _JS or _JS

    def bare(body: str) -> str:
        # A next line that opens with one of ( [ ` + - / would be read as going on.
        return re.sub(r";[ \t]*(?=\r?\n(?!\s*[(\[`+\-/]))", "", body)

    return _in_fences(text, bare, frozenset(wanted), frozenset())
