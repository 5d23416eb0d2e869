"""The classic cues and the standing rules, by name: what people say when they put it plainly, in five languages."""

# ruff: noqa: E501 (patterns and word lists are read line by line)
from __future__ import annotations

import re
from dataclasses import dataclass

from rlmchat.learning.correction import Category

OPENING = 300
"""Characters of a message in which a cue may stand; the patterns are linear within them."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One named cue: what it looks like, the kind of correction it points to, and how much it is worth alone."""

    name: str
    pattern: re.Pattern[str]
    category: Category
    confidence: float


def _cue(name: str, pattern: str, category: Category, confidence: float) -> Cue:
    return Cue(name, re.compile(pattern, re.IGNORECASE), category, confidence)


CLASSIC: tuple[Cue, ...] = (
    _cue("actually", r"^\s*actually\b,", Category.FACTUAL, 0.8),
    _cue("no-should", r"^\s*no\b[,.!]?[^.!?\n]{0,120}\bshould\b", Category.LOGIC, 0.85),
    _cue("thats-wrong", r"\bthat(?:'s|’s| is)\s+(?:wrong|incorrect)\b", Category.FACTUAL, 0.9),
    _cue("instead", r"^\s*instead\b,", Category.PREFERENCE, 0.7),
    _cue("please-use", r"^\s*please\s+(?:use|prefer|always)\b", Category.PREFERENCE, 0.75),
    _cue("the-correct", r"\bthe\s+(?:correct|right)\s+(?:way|answer)\b", Category.FACTUAL, 0.85),
    _cue("fix", r"^\s*fix\s*:", Category.CODE, 0.9),
)
"""The classic table (design section 4): named for people who ask why, and the baseline of the benchmark."""

_OWN_ACT = r"(?:you\b|i (?:ask|paste|send|give|write|say|mention|want|share|upload|post|need|tell|talk|show)\b)"
_VERB = r"(?!mind\b|been\b|but\b|and\b|the less\b|said\b|asked\b|had\b|was\b|were\b|did\b|got\b|went\b|knew\b|(?:saw|seen|heard|sang|ran|drove|took|taken|built|bought|wrote|written|thought|taught|broke|done|sent|slept|ate|eaten|felt|flew|flown|gave|made|met|paid|rode|sold|spoke|spent|told|understood|found|lost|won|came|a|an|the|on|in|more|would|will)\b|\w+(?<!e)ed\b)[a-z]"
_WORK = r"(?:answers?|replies|reply|responses?|texts?|documents?|mails?|emails?|letters?|recipes?|code|files?|reports?|lists?|tables?|summar(?:y|ies)|chapters?|chats?|calculations?|receipts?|components?|commits?|messages?|titles?|headings?|dates?|numbers?|amounts?|prices?|trips?|flights?|flight|projects?|functions?|tests?|translations?|posts?|quotes?|invoices?|slides?|things?)"
_FALSE_FRIENDS = re.compile(
    r"(?:\b(?:as|like|not|almost|nearly)|n't) always\b|\b(?:is|are|was|were) (?:always|never)\b|\bdo i prefer\b|\bthanks for everything\b|\bnever ?mind\b|\bas a rule of thumb\b|\bfuture (?:tense|perfect|value|self)\b|\bno more than\b"
    r"|(?:\bhave|\bhas|\bhad|'ve|'s been|'d) (?:always|never)\b|\b(?:always|never) been\b"
    r"|\b(?:it|this|that|he|she|they|these|those|which|who|there|everyone|everybody|nobody|someone|(?:the|his|her|its|their|an?) [\w'-]+(?: [\w'-]+)?|my (?:wife|husband|mother|father|boss|code|app|computer|phone|son|daughter|train))"
    r"(?:'s|'re|'ll| is| are| was| were| will| would| must| should| can| could| has to| has| have| does| do| just| gets?| almost)* (?:always|never)\b"
    r"|(?<!rather )(?<!want )\byou(?:'re| are| have| just|'ve)? (?:always|never)\b|^\W*(?:now |but |and )*(?:it|this|that|he|she|they|i)\b.{0,80}\b(?:every|each) time\W*$|\b(?:i|we) (?:always|never) (?:said|asked|wanted|meant|thought|told|wrote|claimed|mentioned|had|was|were|went|got|did|knew|\w+(?<!e)ed)\b"
    rf"|\b(?:every|each|any) ?time (?!{_OWN_ACT}|$|[,.!])|\bwhenever (?!{_OWN_ACT})|\bnext time (?:is|was|i'll|we)\b|\bremember,? (?:that )?(?:it|he|she|the|they|there)\b"
    r"|\b(?:of|for|in|to|with) all (?:the )?(?:letters|words|numbers)\b(?! (?:you|i|we)\b)|\bsaid (?:always|never)\b|\bprefers\b|\bprefer (?:the|this|that) (?:first|second|third|last|other|one|old|new|longer|shorter|version|option|\w+ (?:one|version|option))\b"
)
"""Words of rules used for something else: what always happens, what was never said, "never mind"."""
_STANDING = re.compile(
    "|".join(
        (
            r"\b(?:from (?:now|here|today) on|from today|from now onwards?|going forward|henceforth|hereafter|in (?:the )?future|until i (?:say|tell) (?:you )?otherwise|for next time|next time|as a (?:general )?rule|as standard|across the board)\b",
            rf"\b(?:every|each|any) ?time {_OWN_ACT}|\bwhenever {_OWN_ACT}|\b(?:every|each) time\W*$|\bany time i\b",
            rf"(?:^|[,;:–—-]\s?|\b(?:and|but|please|pls|no|ok|yes|you (?:must|should|have to|need to|can)|rather you|want you to|to|just|so|also|again|instead|then) )(?:always|never|never ever|only ever|never again)\s+{_VERB}",
            r"(?:^|[,;:]\s?)[^,;:]{0,60}\balways\W*$|,\s*never\s+(?!mind|but|that|who)\S|\balways,? please\W*$",
            rf"\bwe (?:always|never|only ever) {_VERB}|\bi (?:always want|only ever|never (?:want|need|eat|drink|fly|use|buy))\b|\bonly ever\b|\bnever ever\b|\bdon't ever\b|\bnot now and not later\b|\bnever again\b",
            r"\b(?:i|we) (?:really |generally |usually |always |much |strongly |would |do |still |tend to )*(?:prefer|like my|dislike|can't stand|want all)\b|\bi'd (?:always )?(?:prefer you|rather you)\b|^\W*prefer \w+|\bi hate (?!it|this|that|the|to|writing|reading)\w+",
            r"(?:^\W*|\()(?:(?:please|pls|and|but|ok|also|no|so|then),? )*(?:stop|quit) (?:\w+ing)\b|^\W*(?:(?:please|pls),? )?no more (?!than|questions|time)\w+|^\W*don't (?:start|end|open|begin|close) (?:every|each|your|any|with)\b",
            rf"\b(?:in|for|on|to|across|throughout|with|of|from) (?:all|any|every|each)(?:thing)?(?: of)?(?: the| my| our| your| these| those| this| further| future| other| new| single)* {_WORK}\b(?!.{{0,40}}\b(?:fails?|wrong|broken|error)\b)",
            r"\b(?:in|for|to|across|throughout|with) (?:everything|anything)(?: else)?(?: (?:you|i|we|for|at)\b|\W*$)|\b(?:anything|everything) (?:else )?you\b|\beverything in\b|\bi'll ever\b|\bthroughout everything\b|\beverywhere(?:,? please)?\W*$|\bapplies to (?:all|everything|every|each)\b|\ball (?:of )?(?:my|our|your) [\w-]+ (?:should|must|need|have to|are to|shall)\b|\bany of (?:my|our|your)\b",
            r"\bsame (?:goes )?(?:for|in) (?:all|every|each|any|the (?:other|next|rest|following))|\b(?:here|now) and (?:in|later|for|everywhere|from|always|elsewhere)\b|\balso (?:in|for)? ?(?:the (?:next|other|later|following)|later|all)\b|\b(?:in|for) the (?:(?:other|next|following|later|coming) \w+s|(?:whole|entire|rest of the) (?:thesis|project|book|document|series|conversation|chat|text|trip|course))\b|\bsame next time\b|\bgoes for (?:all|everything|every|the rest)",
            r"\bremember (?:(?:it|this|that) for\b|that i\b|that my|that we|that our|i |i'm|my|we |our|to\b|this\b|that\W*$|:)|\b(?:keep|bear) (?:that|this|it|in mind)(?: in mind)?(?: that)?\b(?<=mind)(?! it)|\bkeep in mind (?:that )?(?:i|my|we|our)\b|\bnote (?:that|this) for\b|\bwatch out for that\b|\bjust so you know\b|\b(?:stick|keep) to (?:that|this|it)\b|\bkeep (?:that|this|it) (?:for|in) (?:the|all|every|my|our|mind)\b",
            r"\b(?:by default)\b,? (?:please )?(?:use|show|give|write|answer|keep|make|do|put|include|skip|leave|add|return|start|i want|i'd like)|^\W*(?:please )?(?:use|show|give|write|answer|keep|make|put|include|add)\b.{0,60}\bby default\b",
            r"\bhouse style\b|\bstyle guide (?:says|is)\b|\bmake (?:that|it|this) (?:a|your|the) (?:habit|rule|standard|default)\b|\bthat's (?:how|what) we\b|\bhow we do it here\b|\bi go by\b|\b(?:don't|nobody) calls? me\b|\bcall me (?!when|back|if)\w+\W*$",
            r"\b(?:only|never|no|always|use|keep)\b[^.?!\n]{0,50}\b(?:in|within) (?:this|our|my) (?:project|repo|repository|codebase|code base|company|team|documents?|thesis|mails|code)\b|\b(?:no|not|never|without|leave out|use|keep|put|we) [^.?!\n]{0,60}\bin (?:your|my|our|all) (?:\w+ )?(?:replies|answers|mails|emails|letters|texts|reports|recipes|documents|messages)\b|,\s*(?:in )?all (?:\w+ )?"
            + _WORK
            + r"\W*$|\bin (?:this|our) (?:project|repo|repository|codebase|code base|company|team),? we\b",
            r"\b(?:write|format|give|spell|put|show|use|round)\s+(?:me\s+)?(?:the\s+|all\s+|my\s+|your\s+|out\s+)?(?:dates|numbers|times|prices|amounts|names|units|years|months|currencies|citations|headings|titles|quotes|percentages|abbreviations|variables|functions|keywords)\s+(?:out\b|as\b|in\b|like\b|with\b|the\b)",
        )
    )
)
_STANDING_OTHER = re.compile(
    r"\b(?:ab jetzt|ab sofort|von jetzt an|von nun an|in zukunft|künftig|zukünftig|grundsätzlich|ich bevorzuge|hör auf|(?:nie|niemals) (?:mehr|wieder)|immer|nie(?:mals)?)\b"
    r"|\b(?:désormais|dorénavant|à l'avenir|à partir de maintenant|dès maintenant|plus jamais|toujours|jamais|je préfère|arrête d)"
    r"|\b(?:a partir de ahora|de ahora en adelante|en adelante|siempre|nunca(?: más)?|prefiero|deja de|en el futuro)\b"
    r"|(?:从现在|从今以后|今后|以后|往后|(?:请|要)?总是(?:用|写|给|以)|一律|每次都(?:要|用|写)|永远(?:不要|用|别)|绝不|再也不要|不要再|别再|我更喜欢|我偏好|始终(?:用|要)|统一用)"
)
_OTHER_FRIENDS = re.compile(
    r"^\W*(?:nein,? |aber |und |mais |non,? |pero |no,? )*(?:es|er|das|dies|ich|du|die \w+|der \w+|il|elle|ça|c'est|je|tu|ce|cela|le \w+|la \w+|los? \w+|el \w+|ella)\b[^,.;]{0,40}\b(?:immer|nie(?:mals)?|toujours|jamais|siempre|nunca)\b"
    r"|\b(?:siempre|nunca) (?:falla|dije|ha|he|era|fue|está|funcion\w+|da|sale|llega|\w+(?:ó|aba|ía|é)\b)|\b(?:wie|comme|como) (?:immer|toujours|siempre)\b|\bnicht immer\b|\bpas toujours\b|\bno siempre\b"
)
_RULE_WORDS = frozenset(
    "always never from forward henceforth hereafter future otherwise next rule standard board every each any anytime whenever all everything"
    " anything everywhere throughout only prefer like dislike hate stand rather stop quit more don't remember keep bear note watch know"
    " stick default style guide habit that's go call calls same goes applies also later ever dates numbers times prices amounts"
    " names units years months currencies citations headings titles quotes percentages abbreviations variables functions keywords"
    " recipes replies answers mails emails letters texts reports documents messages".split()
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_QUOTATION = re.compile(r"\"[^\"\n]{20,200}\"|“[^”\n]{20,200}”")
_CLAUSES = re.compile(r"(?<![.!?])[.!?]+(?=\s|$)|\n+|[。！？]+")
CLAUSES = 20
"""Sentences of a message in which a rule may stand."""


def classic_cues(message: str) -> tuple[Cue, ...]:
    """The cues of the classic table that a message shows."""
    opening = message[:OPENING]
    return tuple(cue for cue in CLASSIC if cue.pattern.search(opening))


def states_rule(message: str, foreign: bool = False) -> bool:
    """Whether the words state a rule for the future ("always", "from now on", "I prefer", "stop doing")."""
    text = _QUOTATION.sub(" ~ ", message[: 4 * OPENING].replace("’", "'").lower())
    clauses = [" ".join(clause.split()) for clause in _CLAUSES.split(text)[:CLAUSES]]
    if foreign and any(_STANDING_OTHER.search(_OTHER_FRIENDS.sub(" ~ ", clause)) for clause in clauses):
        return True
    return any(_STANDING.search(_FALSE_FRIENDS.sub(" ~ ", clause)) for clause in clauses if _may_state(clause))


_OPENS = re.compile(
    rf"\W*(?:(?:please|pls|and|but|no|ok|so|also),? )*(?:always|never|from now on,?|going forward,?|in future,?) {_VERB}"
)


def opens_with_rule(message: str) -> bool:
    """Whether it begins with an order for always ("Never use exclamation marks.") and asks nothing."""
    text = " ".join(message[:OPENING].replace("’", "'").lower().split())
    return "?" not in text and _OPENS.match(text) is not None and states_rule(message)


def _may_state(clause: str) -> bool:
    """Whether a word stands in it without which nothing is a rule: most sentences are passed over by this look."""
    return not _RULE_WORDS.isdisjoint(_WORD.findall(clause))
