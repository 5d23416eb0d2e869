"""What kind of thing a message is about, as numbers: words of form, taste, reasoning, trade, facts and code."""

# ruff: noqa: E501 (patterns and word lists are read line by line)
from __future__ import annotations

import math
import re

from rlmchat.learning.reading import AnswerReading, MessageReading

_FORM = frozenset(
    "tone formal informal casual formatting format markdown bullet bullets bulleted list numbered heading headings"
    " title spelling"
    " british american comma commas apostrophe quotes quote italics bold emoji emojis sentence sentences paragraph"
    " paragraphs words"
    " wording word phrase voice active passive tense person register polite friendly friendlier warmer softer stiff"
    " stuffy cheesy"
    " flowery wordy verbose concise brief short shorter long longer style styled reads sounds sound sounding write"
    " written rewrite"
    " spell letter caption headline capital capitals case uppercase lowercase decimals decimal abbreviations jargon"
    " plain human"
    " robotic robot professional corporate repetitive rhyme poetic simpler simple language syllables verse stanza"
    " greeting"
    " table column columns layout font date dates hyphen dash hedging sir madam dear".split()
)
_TASTE = frozenset(
    "i i'm i'd me my we budget afford cheap cheaper expensive prefer like love hate want need rather allergic vegan"
    " vegetarian"
    " gluten kids daughter son wife husband mum dad mother father grandma guests quiet early late bored boring taste"
    " favourite"
    " favorite instead something else only idea ideas gift trip weekend home apartment flat car eat drink drinking"
    " meat fish alcohol"
    " nights mornings hours euros dollars size small big knee pregnant options three".split()
)
_REASON = frozenset(
    "total sum plus minus times divided divide multiply percent percentage average mean median half double twice"
    " each equals therefore"
    " thus hence because follows follow implies premise conclusion contradiction circular assume assumed proof prove"
    " correlation"
    " causes cause probability odds chance order first before after step overlap rank more less than cheaper faster"
    " greater bigger"
    " count counts counted add subtract math calculate growth ratio logic".split()
)
_TRADE = frozenset(
    "patient dose dosage mg clinical contract clause tenant landlord liable court plaintiff statute tax vat invoice"
    " customer client"
    " account ledger audit policy compliance process procedure protocol regulation gdpr shipment refund escalate"
    " manager approval"
    " warehouse crane beam load voltage breaker wire concrete weld torque bearing surgery nurse ward diagnosis chart"
    " prescribe"
    " vaccine insulin fertilizer prune soil dough oven knit violin score offside referee castle sprint deploy canary"
    " release"
    " term terms terminology industry standard spec limit rule rules house team school office shop practice"
    " here our ours".split()
)
_FACT = frozenset(
    "born died founded invented discovered wrote written directed capital river country city mountain population"
    " year century war"
    " battle king queen president author composer album film movie novel planet element symbol species language flag"
    " currency"
    " located lies north south east west height length released published launched opens closes closed open leaves"
    " train bus flight"
    " station street price costs wikipedia website google".split()
)
_CODE = frozenset(
    "code function method class variable loop array list dict string int null none return returns import install"
    " npm pip git branch"
    " commit push merge test tests unit compile compiler syntax error exception stack trace bug debug regex query"
    " sql select join"
    " table column api endpoint request http json yaml docker server client python javascript typescript java rust"
    " go react css html"
    " file path folder script command flag argument parameter type types index key lint".split()
)
_ADVICE = re.compile(
    r"\b(?:i(?:'d| would)? (?:suggest|recommend|propose|booked|chose|planned|picked)|you could|you should|how about|let's|try|idea|ideas|recommendation"
    r"|consider|plan|recipe|gift|itinerary|playlist|for your)\b"
)
_REASONING = re.compile(
    r"\b(?:so|therefore|thus|hence|because|since|total|sum|in total|percent|if|then|all|every|average|times)\b|[%=×÷+]"
)
_FACTUAL = re.compile(
    r"\b(?:is|was|are|were|lies|has|born|died|founded|invented|written|located|means|comes from|takes place)\b"
)

_ARITHMETIC = re.compile(r"\d\s?[-+*/×x÷=<>]\s?\d")
_SALUTATION = re.compile(r"\A\W*+(?:dear|hi|hello|hallo|sehr geehrte|to whom)\b")
_DIGIT = re.compile(r"\d")
_KINDS = {"form": _FORM, "taste": _TASTE, "reason": _REASON, "trade": _TRADE, "fact": _FACT, "code": _CODE}


def hint_features(message: MessageReading, answer: AnswerReading) -> dict[str, float]:
    """Logarithms of how many words of each kind both texts have, and what sort of statement the answer is."""
    mine = message.words[:60]
    theirs = answer.words[:150]
    head = answer.text[:600].lower()
    out: dict[str, float] = {}
    for name, words in _KINDS.items():
        out[f"m_{name}"] = math.log1p(len([word for word in mine if word in words]))
        out[f"p_{name}"] = math.log1p(len([word for word in theirs if word in words]))
    out["p_advice"] = float(bool(_ADVICE.search(head)))
    out["p_reasoning"] = math.log1p(len(_REASONING.findall(head)))
    out["p_factual"] = math.log1p(len(_FACTUAL.findall(head)))
    out["p_digits"] = math.log1p(len(_DIGIT.findall(head)))
    out["m_arithmetic"] = float(bool(_ARITHMETIC.search(message.prose[:600])))
    out["p_salutation"] = float(bool(_SALUTATION.match(head)))
    out["p_backtick"] = float("`" in head)
    return out
