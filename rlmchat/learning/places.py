"""Places that hold one thing at a time (a package manager, a name, a home): a second filling replaces the first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rlmchat.learning.text import content_words, normalise

SHORT = 120
"""Characters up to which a text is taken for a wish about what it names, and not for a story that mentions it."""

TOOLS = {
    name: frozenset(tools.split())
    for name, tools in {
        "package manager": "npm yarn pnpm bun",
        "python packages": "pip poetry uv pipenv conda pdm hatch",
        "python tests": "pytest unittest nose",
        "javascript tests": "jest vitest mocha jasmine",
        "browser tests": "cypress playwright selenium puppeteer",
        "python formatter": "black yapf autopep8",
        "linter": "flake8 pylint ruff",
        "type checker": "mypy pyright pytype",
        "bundler": "webpack vite rollup parcel esbuild",
        "editor": "vim neovim emacs vscode nano helix pycharm intellij",
        "shell": "bash zsh fish powershell nushell",
        "frontend": "react vue svelte angular solid",
        "styling": "tailwind bootstrap bulma",
        "web backend": "django flask fastapi express rails laravel",
        "http client": "requests httpx aiohttp axios",
        "dataframes": "pandas polars dask",
        "deep learning": "pytorch tensorflow jax keras",
        "plots": "matplotlib plotly seaborn altair bokeh",
        "database": "postgres postgresql mysql sqlite mariadb mongodb oracle",
        "containers": "docker podman",
        "build": "maven gradle bazel ant",
        "version control host": "github gitlab bitbucket",
        "cloud": "aws azure gcp",
        "systems language": "rust c++ zig",
        "notes": "obsidian notion evernote onenote",
        "team chat": "slack teams discord mattermost",
        "video calls": "zoom skype webex",
        "browser": "firefox chrome safari brave",
        "typesetting": "latex typst",
        "currency": "euros dollars pounds francs yen rupees",
        "desktop": "linux windows macos",
    }.items()
}
"""Kinds of tools of which a person uses one, by the names of those tools in normalised text."""
_KIND_OF = {tool: kind for kind, tools in TOOLS.items() for tool in tools}
_TOOL = re.compile(
    rf"(?<![\w.+-])(?:{'|'.join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True))})(?![\w+-]|\.\w)"
)
_WANTED = re.compile(
    r"(?:^|\b(?:use|uses|using|prefer|prefers|want|go with|going with|went with|switch to|switched to|switching to|"
    r"stick to|stick with|moved to|migrated to|on|with|in|run|like|love|choose|instead,? use)\s)"
    r"(?:now |only |just |always |plain |please |to |the )*$"
)
_ENDS = re.compile(
    r"\s*(?:$|[,.;:!?)]|(?:for|please|not|instead|over|rather|and|or|now|from|in|by|everywhere|always|as|if|when|unless|only|here|because|since|again|to|-)\b)"
)
_DENIED = re.compile(
    r"\b(?:no|not|never|without|don't|dont|do not|stop|avoid|ditch|drop|instead of|rather than|over|no longer|"
    r"no more|hate|dislike|away from|from|than)\b[^,.;:]{0,20}$"
)

_ONE_EACH = (
    r"(?:(?:first|last|middle|sur|family|nick|user|maiden|pen|company|project|team|pet|dog|cat|son|daughter|wife|"
    r"husband|partner|boss|manager)(?:'s)? ?)?name|age|birthday|birth ?date|(?:e-?mail|work e-?mail|home|postal|"
    r"office|shipping)(?: address)?|address|(?:phone|mobile|account|customer|employee|flat|room|desk|seat|house)"
    r"(?: number)?|time ?zone|job title|profession|occupation|home ?town|nationality|native language|mother tongue|"
    r"first language|salary|income|hourly rate|daily rate|rate|weight|height|(?:shoe|dress|shirt|ring|hat|clothing) "
    r"?size|blood type|star sign|hair color|eye color|major|degree|operating system|os|screen size|keyboard layout|"
    r"pronouns|wedding date|deadline|due date|start date|wi-?fi password|zip code|post ?code|license plate|"
    r"favorite [\w -]{2,30}|preferred [\w -]{2,30}|default [\w -]{2,30}"
)
_NAMED = (
    r"title|employer|boss|manager|supervisor|team lead|wife|husband|city|country|budget|landlord|dentist|doctor|gp|"
    r"bank|gym|school|university|car"
)
"""What is said of these may be their state ("my boss is strict"): only a name or a number fills the place."""
_OWN = re.compile(
    r"^(?:(?:actually|now|fyi|please note|remember|note|hi|hey),? (?:that )?)?(?:my|our|the) "
    rf"(?P<what>{_ONE_EACH}|{_NAMED})"
    r"(?: is| are|:| =|'s)(?: now| actually| really)? (?P<value>[^;!?]+)"
)
_REST = r"(?P<value>[^,.;!?]+)"
_TOLD = tuple(
    (name, re.compile(rf"^{pattern}"))
    for name, pattern in (
        ("name", rf"(?:please |just )?(?:call me|i go by|i'm called|i am called|address me as) {_REST}"),
        ("home", rf"i(?:'m| am)? (?:now )?(?:live|living|based|reside|moved|have moved) (?:now )?(?:in|to) {_REST}"),
        ("employer", rf"i (?:now )?work (?:now )?(?:at|for) {_REST}"),
        ("job", rf"i (?:now )?work (?:now )?as an? {_REST}"),
        (
            "age",
            r"i(?:'m| am| turned)(?: now)? (?P<value>\d{1,3})(?: years old)?\b(?! ?(?:%|cm|kg|km|m\b|minutes|hours))",
        ),
        ("birth", rf"i was born (?:in|on) {_REST}"),
        ("drives", rf"i (?:now )?drive an? {_REST}"),
    )
)
_SMALL = re.compile(r"(?<!\S)(?:the|a|an|now|in|at|on|is|please|only|from now on|anymore|any more|currently)(?!\S)")
_NAME_OR_NUMBER = re.compile(r"\b(?:is|are|:|=)(?: \w+)? (?:[A-Z]|\W?\d)")
_UPDATED = re.compile(r"\b(?:not|no longer|isn't|instead of)\b.*$")


@dataclass(frozen=True, slots=True)
class Filling:
    """What a text puts into one place, and what it rules out there; normalised words."""

    wanted: frozenset[str]
    denied: frozenset[str] = frozenset()

    def against(self, other: Filling) -> bool:
        """Whether both cannot hold."""
        if self.wanted & other.denied or self.denied & other.wanted:
            return True
        return bool(self.wanted and other.wanted) and not self.wanted & other.wanted


def kind_of_tool(name: str) -> str:
    """The kind of tool that a name in lower case is one of; empty for none that is known."""
    return _KIND_OF.get(name, "")


@lru_cache(maxsize=8192)
def places(text: str) -> dict[str, Filling]:
    """The places that a short text speaks of, by name."""
    if len(text) > SHORT:
        return {}
    plain = normalise(text).strip(" .!").replace("favourite", "favorite").replace("colour", "color")
    return _tools(plain) | _facts(plain, text)


def _tools(plain: str) -> dict[str, Filling]:
    wanted: dict[str, set[str]] = {}
    denied: dict[str, set[str]] = {}
    for match in _TOOL.finditer(plain):
        if not _ENDS.match(plain, match.end()):
            # "React Native", "the sqlite table": a part of something else.
            continue
        kind, before = _KIND_OF[match[0]], plain[: match.start()]
        if _DENIED.search(before):
            denied.setdefault(kind, set()).add(match[0])
        elif _WANTED.search(before) or kind in wanted:
            wanted.setdefault(kind, set()).add(match[0])
    return {kind: Filling(frozenset(wanted.get(kind, ())), frozenset(denied.get(kind, ()))) for kind in wanted | denied}


def _facts(plain: str, written: str) -> dict[str, Filling]:
    if match := _OWN.match(plain):
        if re.fullmatch(_NAMED, match["what"]) and not _NAME_OR_NUMBER.search(written):
            return {}
        return {f"own {match['what']}": _value(match["value"])}
    for name, pattern in _TOLD:
        if match := pattern.match(plain):
            return {f"own {name}": _value(match["value"])}
    return {}


def _value(said: str) -> Filling:
    first = re.split(r"[,.] |\bbut\b|\bsince\b|\bbecause\b", _UPDATED.sub("", said), maxsplit=1)[0]
    return Filling(frozenset({" ".join(_SMALL.sub(" ", first).split()).strip(" .'\"")} - {""}))


def fills_another(older: str, newer: str) -> bool:
    """Whether two texts put different things into one place ("Use pnpm", "Use yarn"; two names of one person)."""
    a, b = places(older), places(newer)
    return any(a[name].against(b[name]) for name in a.keys() & b.keys() if not _one_in_the_other(a[name], b[name]))


def filling_words(text: str) -> frozenset[str]:
    """Stems of what a text puts into places."""
    said = " ".join(value for one in places(text).values() for value in one.wanted | one.denied)
    return content_words(said, weak=True)


def _one_in_the_other(a: Filling, b: Filling) -> bool:
    """ "Jo" and "Jo Smith" are no two names."""
    return any(set(x.split()) < set(y.split()) or set(y.split()) < set(x.split()) for x in a.wanted for y in b.wanted)
