"""Kinds of things that a person never wants (meat, alcohol, flights, jQuery), and the words by which they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: how a rule that forbids it is worded, and what shows it in an answer."""

    name: str
    rule: re.Pattern[str]
    shown: re.Pattern[str]


def _kind(name: str, rule: str, shown: str) -> Kind:
    return Kind(
        name, re.compile(rule, re.IGNORECASE), re.compile(rf"(?<![\w-])(?:{shown})(?![\w]|-free)", re.IGNORECASE)
    )


_NO = (
    r"(?:\b(?:no|without|never|don'?t (?:eat|drink|use|want|do|like)|not? eat(?:ing)?|not|avoid|allergic to|"
    r"intolerant to|free of|hate)\b[^.,;]{0,20}\b)"
)
_MEAT = (
    r"beef|pork|chicken|turkey|ham|bacon|lamb|veal|sausages?|salami|chorizo|prosciutto|duck|goose|mince|steaks?|"
    r"meat(?!less)|gelatine?"
)
_FISH = r"fish|salmon|tuna|cod|prawns?|shrimps?|anchov(?:y|ies)|mussels?|squid|crab|lobster"
_DAIRY = r"milk|butter|cream|cheese|yogh?urt|parmesan|mozzarella|feta|ricotta|mascarpone|ghee|whey"
KINDS = (
    _kind(
        "alcohol",
        _NO + r"(?:alcohol|wine|beer|booze)|alcohol[- ]free|teetotal|non-alcoholic",
        r"(?:red|white|port|rice) wine|"
        r"wine(?! vinegar)|beer|rum|brandy|vodka|whisk(?:y|ey)|gin|cognac|sherry|marsala|liqueur|prosecco|champagne|"
        r"kirsch|amaretto|vermouth|cider(?! vinegar)|bourbon|tequila",
    ),
    _kind("meat", _NO + r"meat|vegetarian|\bveggie\b|meat-?free|meatless", f"{_MEAT}|{_FISH}"),
    _kind(
        "animal products",
        r"\bvegan\b|plant[- ]based",
        f"{_MEAT}|{_FISH}|(?<!coconut )(?<!oat )(?<!soy )(?<!almond )(?<!plant )(?:{_DAIRY})|eggs?|honey",
    ),
    _kind("pork", _NO + r"pork", r"pork|ham|bacon|prosciutto|chorizo|lard|pancetta|salami"),
    _kind(
        "dairy",
        _NO + r"(?:dairy|lactose|milk)|dairy[- ]free|lactose[- ](?:free|intolerant)",
        rf"(?<!coconut )(?<!oat )(?<!soy )(?<!almond )(?<!peanut )(?:{_DAIRY})",
    ),
    _kind(
        "gluten",
        _NO + r"(?:gluten|wheat)|gluten[- ]free|co?eliac",
        r"wheat|(?:plain |all-purpose )?flour|barley|"
        r"rye|couscous|bulgur|semolina|spelt|seitan|breadcrumbs",
    ),
    _kind(
        "nuts",
        _NO + r"nuts?|nut[- ]free|nut allergy",
        r"nuts?|walnuts?|hazelnuts?|almonds?|peanuts?|cashews?|"
        r"pecans?|pistachios?|macadamias?",
    ),
    _kind("coriander", _NO + r"(?:coriander|cilantro)", r"coriander|cilantro"),
    _kind(
        "flights",
        r"(?:don'?t|do not|never|no|not|without)\s+(?:\w+ )?fl(?:y|ying|ights?)\b|trains? only|"
        r"only (?:by )?trains?|no planes",
        r"fly|flying|flights?|airport|plane",
    ),
    _kind(
        "jQuery",
        r"\bno (?:jquery|frameworks?)|without jquery|vanilla (?:js|javascript)|only (?:do |use )?vanilla|"
        r"plain javascript",
        r"\$\(|jQuery",
    ),
)


def excluded(said: str) -> tuple[Kind, ...]:
    """Kinds that a rule forbids."""
    return tuple(k for k in KINDS if k.rule.search(said))


_NEGATED = re.compile(
    r"\b(?:no|not|without|never|instead of|rather than|replace|avoid|don't|free of|skip)\b[^.;:!?\n]{0,30}$",
    re.IGNORECASE,
)


def shows(kind: Kind, text: str, query: str) -> bool:
    """Whether an answer brings in the kind; what the question itself speaks of is not brought in by the answer."""
    if kind.shown.search(query):
        return False
    if kind.name == "jQuery":
        return "$(" in text or "jQuery(" in text
    return any(not _NEGATED.search(text[max(0, m.start() - 40) : m.start()]) for m in kind.shown.finditer(text))
