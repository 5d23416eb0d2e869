"""What was wrong and what is wanted in the person's own words, for corrections that name no span of the answer."""

# ruff: noqa: E501 (patterns and word lists are read line by line)
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rlmchat.learning import spans
from rlmchat.learning.relation import quoted_spans

SENTENCES = 40
"""Sentences of a message that are weighed."""
READ = 400
"""Characters of one sentence that are weighed."""
CLAUSE = 240
"""Characters from which a sentence is cut to the clause that complains."""
COMPLAINS = 1.0
"""Weight from which a sentence complains."""
COMPLAINT = 400
"""Characters of the sentences that are taken together where several complain."""
MOST = 4
"""Sentences that are taken together at most, besides a verdict's neighbour."""
VERDICT = 40
"""Characters up to which a complaint is a bare verdict."""
WISHES = 1.5
"""Weight from which a sentence says what is wanted."""
RULE = 400
"""Characters of a message that stand as a rule at most."""

_FAILING = frozenset(
    "fail fails failed failing failure crash crashes crashed crashing hang hangs freeze freezes break breaks broke broken buggy stuck"
    " timeout segfault segfaults throw throws raise raises error errors exception infinite".split()
)
_FAULTY = frozenset(
    "wrong incorrect mistake mistaken missing ignores ignored ignoring mangled messed swapped misread misunderstood misunderstands"
    " misplaced misspelled overlooked forgot forgotten missed invalid duplicated duplicates truncated garbled goofed hallucination"
    " hallucinated confused confusing misleading nonsense garbage useless overcomplicating overcomplicated overkill flailing sprawl"
    " artificial generic oddity noise noisy silly dumb ugly awful terrible clunky stiff boring unreadable unclear fault problem problems"
    " falsch fehlt fehler kaputt faux fausse erreur manque equivocado equivocada incorrecto incorrecta falta".split()
)
_DOUBTFUL = frozenset(
    "not no never without nothing none unable only though weird odd strange bad expensive slow unfortunately nicht kein pas trop demasiado".split()
)
_PATTERNS: tuple[tuple[float, str, str], ...] = (
    # weight; words of which one must stand in the sentence; the pattern, for lower case
    (2.0, "doesn't doesnt does didn't didnt did isn't isnt is aren't won't wont cannot can't cant wasn't weren't no not",
     r"\b(?:doesn'?t|does not|didn'?t|did not|isn'?t|is not|aren'?t|won'?t|cannot|can'?t|wasn'?t|weren'?t|no longer) (?:\w+ )?(?:work\w*|match\w*|help|compile|run|build|open|show|return|include|handle|identify|take into|account|count|make sense|seem|exist|defined|true|correct|right|good|get|fit|belong|sound|read|look|watching|quite|yet|even|do|have|care|reflect|solve|fix|cover|answer|equal|the same)\b|\bnot working\b"),
    (1.5, "too not isn't wasn't", r"\btoo \w+|\b(?:not|isn'?t|wasn'?t) (?:very |really |that |so )?(?:\w+ )?(?:good|great|lovely|useful|clear|nice|enough|what i|quite|helpful|right|correct|true|dry)\b"),
    (1.5, "still keeps keep kept partially again", r"\b(?:still|keeps?|kept) (?!be\b|to\b|need|want|should|have to|works?\b|there\b|in\b|the\b|it\b|that\b|your\b|my\b)\w+|\bstill (?:no|not|does|there'?s)\b|\b(?:partially|again)\b.{0,20}\b(?:wrong|worked|not)\b"),
    (1.0, "return give show print evaluates returns gives shows prints outputs says evaluates results takes gets goes produces deletes deleted returned gave showed printed jumps overlaps modifies modifying assumes",
     r"\b(?:it|this|that|which|code|function|output|result|chart|tooltip|script|loop|page|button|test|file|query|app|program|answer|text|version|now|examples?) (?:is |currently |now |just |also |only |always |never )*(?:returns?|gives?|shows?|prints?|outputs?|says?|evaluates?|results?|takes? me|gets?|goes|produces?|deletes?|deleted|returned|gave|showed|printed|jumps?|overlaps?|modif\w+|assumes?)\b|\b(?:currently|still|also|only|always) (?:returns?|gives?|shows?|prints?|evaluates?)\b"),
    (1.0, "get got getting see seeing saw receive received end ending had no", r"\b(?:i|we|user) (?:just |only |still |now |also |then )?(?:get|got|am getting|'m getting|see|am seeing|saw|receive|received|end up|are ending up|had)\b|\bi'm (?:getting|seeing)\b|\bending up with\b|\bno \w+(?: \w+)? (?:got|was|were|is|in|at)\b"),
    (1.0, "you you've you're", r"\byou(?:'ve| have|'re| are)? (?:just |also |now |again |clearly |simply )?(?:put|forgot|missed|ignored|stopped|mangled|changed|removed|left|dropped|keep|gave|used|added|said|wrote|deleted|made|assumed?|invented|skipped|mixed|got|repeat\w*|broke|cannot|can't|shouldn'?t|should not|didn'?t|don'?t|haven'?t|never|overcomplicat\w+|told|only|confus\w+|given|mean|did)\b"),
    (1.0, "why how huh wtf what wat", r"\bwhy (?:is|are|was|were|does|do|did|isn'?t|doesn'?t|didn'?t|would|have|had|not|on earth|the)\b|\bno idea why\b|\bhow is\b.{0,80}\bequal\b|\b(?:huh|wtf|what the|wat)\b"),
    (1.0, "don't dont do didn't never doesn't disagree should shouldn't thought said asked suggested meant", r"\b(?:don'?t|do not|didn'?t|never|doesn'?t) (?:want|need|like|believe|see|think|get it|know what|agree|ask|asked)\b|\bdisagree\b|\bshould(?:n'?t| not)\b|\b(?:i|we) (?:thought|never|said|asked|suggested|meant)\b|\bnever (?:asked|said)\b"),
    (2.0, "attribute defined callable iterable undefined unexpected invalid found such range zero nan null cannot timing times cut",
     r"\b(?:has no attribute|is not defined|not callable|not iterable|undefined|unexpected|invalid|not found|no such|out of range|division by zero|nan|null pointer|cannot (?:find|read|import|resolve)|timing out|times out|cut off)\b"),
)  # fmt: skip
_GATED = tuple((weight, frozenset(gate.split()), re.compile(source)) for weight, gate, source in _PATTERNS)
_FOREIGN = re.compile(
    r"(?:funktioniert|geht|stimmt|passt|klappt|läuft) (?:\w+ )?nicht|\bzu (?:lang|kurz|viel|wenig|groß|klein|förmlich)\b"
    r"|\bne (?:marche|fonctionne) pas\b|\bno (?:funciona|es cierto|sirve)\b|不对|错了|不行|出错|有误|太|没有|缺"
)
_WISHING = re.compile(
    r"\b(?:should(?!n'?t)|must|needs? to|has to|have to|ought to|supposed to|want(?:ed)?|would like|i'd like|prefer|let'?s|please|instead|needs?|hoping for|expect\w*|meant|better"
    r"|bitte|sollte|muss|müsste|statt|sondern|lieber|nimm|verwende|schreib|devrait|doit|plutôt|il faut|utilise|mets|au lieu|debería|debe|tiene que|mejor|usa|pon|sino|en vez)\b|应该|请|改成|要用|而是"
)
_ORDERING = re.compile(
    r"\W*(?:and |then |also,? |so,? |ok,? |just |please |no,? |now |but |instead,? |(?:can|could|would|will) (?:you|we) (?:please |just )?|you (?:need to|can|should|must) |we (?:need to|can|should|must) ){0,4}"
    r"(?:use|make|change|put|write|replace|rename|move|set|keep|give|do|try|start|take|pass|call|add|remove|delete|drop|leave|return|show|print|let|turn|convert|switch|rewrite|redo|fix|update|catch|handle|include|ignore|skip|round|sort|count|name|label|mark|match|append|create|consider|say|tell|explain|modify|refactor|format|translate|shorten|route|mirror|wrap|check|ensure|omit|have|get|stop|avoid|don'?t|do not|never|always|only|forget|pretend|know|init|run|cast|split|merge|apply|assume|answer|swap|sign|treat)\b"
)
_STATING = re.compile(
    r"\b(?:it'?s|it is|they are|they'?re|is|are|was|were|means?|equals?|only|rather|actually|really|not)\b"
)
_PRAISE = re.compile(
    r"\b(?:thanks|thank you|great|nice|perfect|works? (?:fine|well|now|great)|looks (?:good|nice|great|better|a lot better)|is (?:fine|right|great|reasonable)|brilliant|reasonable)\b"
)
_NOISE = re.compile(
    r"\W*(?:\[image\b.*|\[\d\d/\d\d/\d\d .*|https?://\S+|/\S+|thanks?\b[^.,!]{0,30}|ok(?:ay)?|hm+|great|nice|perfect|k|mmm?k?|null)\W*$"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")

_STOP = r"(?=\s*(?:[.,;:!?…)\]](?:\s|$)|$|\n|[.,:;]*\s(?:but|because|since|as it|as we|so that|and (?:replace|use|put|make|instead|show)|- |– |— )))"
_SPAN = rf"(?P<span>[^\s,;][^\n]{{1,110}}?){_STOP}"
_PART = r"(?:(?:the|this) (?:part|line|bit)(?: that says| which says| about)? ?(?=[\"“'`]))?"
_REJECTED = tuple(
    re.compile(source, re.IGNORECASE)
    for source in (
        rf"\b(?:instead of|rather than|in place of) (?:using |having |doing |just )?{_PART}{_SPAN}",
        rf"\b(?:without|stop|no need (?:for|to)) (?:using |having |the use of )?{_PART}{_SPAN}",
        rf"\b(?:do(?:es)? not|do(?:es|e)?n'?t|did(?:n'?t| not)|need(?:n'?t| not)|should(?:n'?t| not)) (?:want|need|like|use|have|add|include|write|import|show) (?:to )?{_PART}{_SPAN}",
        rf"\b(?:not to|(?:so that|so) (?:it|they) doe(?:sn'?t|ns'?t)|^(?:please |no,? )*(?:do not|don'?t|never)) {_SPAN}",
        rf"(?:[,(]\s?|^(?:no,? )*|\b(?:and|just|but) )not (?:in |by |from |with |using )?{_SPAN}",
        rf"\b(?:get rid of|remove|drop|delete|omit|leave out|take out|lose|skip|ditch|scrap|strip) {_PART}{_SPAN}",
        r"\w[`)\"']* (?:and )?not (?:use |using )?(?P<span>[^\s,]{2,60}(?: [^\s,]{1,30}){0,3})[.!)]*$",
        rf"\b(?:ohne|sans|sin) (?:den |die |das |le |la |les |el |los |las )?{_SPAN}",
    )
)  # fmt: skip
_REJECTING = ("instead of", "rather than", "in place of", "without", "stop", "no need", "n't", "s't", "not", "dont", "never", "rid of", "remove", "drop", "delete", "omit", " out ", "lose", "skip", "ditch", "scrap", "strip", "ohne", "sans", "sin")  # fmt: skip
_POINTING = re.compile(
    r"(?:(?:do|be|have|get|use|need|sure|true|quite|even|really|only|the|all|any|other) ?){0,4}"
    r"(?:it|this|that|those|these|them|so|what|which|i|we|you|here|there|yet|sure|true)?(?: (?:at all|anymore|now|either|again|yet|line|part)){0,2}$"
    r"|(?:it|sure|what|that i|so)\b|\w*(?:ing|ed|al|able|good|nice|right)$",
    re.IGNORECASE,
)
"""A span that only points at something, and names nothing."""
_BACK = re.compile(r"\W*(?:but |no,? )?(?:this|that|it)\b", re.IGNORECASE)
"""A verdict on what was said just before it."""
_CLAUSE_END = re.compile(r"[,;:–—]\s|\.\.\.|\s-\s|\s(?=(?:but|because|so|and|which|since|when|if)\s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a message with how much it complains."""

    text: str
    fault: float


def weighed(sentences: Sequence[str]) -> list[Sentence]:
    """The sentences of a message, each weighed by the words of complaint in it."""
    return [Sentence(sentence, _fault(sentence)) for sentence in sentences[:SENTENCES]]


def _fault(sentence: str) -> float:
    low = sentence[:READ].lower()
    if _NOISE.match(low):
        return 0.0
    words = frozenset(_WORD.findall(low))
    out = 2.0 * bool(words & _FAILING) + 1.5 * bool(words & _FAULTY) + 0.5 * bool(words & _DOUBTFUL or "n't" in low)
    out += sum(weight for weight, gate, pattern in _GATED if words & gate and pattern.search(low))
    out += 1.0 * ("?!" in low) + 2.0 * bool(not low.isascii() and _FOREIGN.search(low))
    return max(0.0, out - 1.5 * bool(_PRAISE.search(low)))


def _wish(sentence: str) -> float:
    """How much a sentence says what is wanted."""
    low = sentence[:READ].lower()
    if _NOISE.match(low):
        return 0.0
    out = 2.0 * bool(_WISHING.search(low)) + 2.0 * bool(_ORDERING.match(low)) + 1.0 * bool(_STATING.search(low))
    return max(0.0, out - 0.75 * bool(_PRAISE.search(low)))


def strongest(sentences: Sequence[Sentence]) -> float:
    """How much the sentence complains that complains most."""
    return max((s.fault for s in sentences), default=0.0)


def complaint(sentences: Sequence[Sentence]) -> str:
    """The sentences that complain, in their order and within bounds; a long one cut to its clause; empty for none.

    A bare verdict ("That's wrong.") says nothing of what is wrong: the sentence next to it does.
    """
    best = max(sentences, key=lambda s: s.fault, default=None)
    if best is None or best.fault < COMPLAINS:
        return ""
    chosen = {sentences.index(best)}
    if len(best.text) < VERDICT or best.text.endswith(":"):
        chosen.add(_beside(sentences, best))
    room = COMPLAINT - sum(len(sentences[at].text) for at in chosen)
    for at, s in sorted(enumerate(sentences), key=lambda one: -one[1].fault)[:MOST]:
        if at not in chosen and s.fault >= max(COMPLAINS, best.fault / 2) and len(s.text) < room:
            chosen.add(at)
            room -= len(s.text) + 1
    if len(chosen) == 1:
        return _clause(best.text)
    return " ".join(sentences[at].text[:CLAUSE] for at in sorted(chosen))


def _beside(sentences: Sequence[Sentence], verdict: Sentence) -> int:
    """The place of the sentence that a verdict is on: the one before "that's wrong", else the one after.

    Where the one after complains of nothing ("Not good! Don't fix it yet."), it is the one before that does.
    """
    at = sentences.index(verdict)
    last = at + 1 == len(sentences)
    pointing = _BACK.match(verdict.text) and not verdict.text.endswith(":")
    fairer = not last and at > 0 and sentences[at - 1].fault >= COMPLAINS > sentences[at + 1].fault
    before = at > 0 and (pointing or last or (fairer and not verdict.text.endswith(":")))
    return at - 1 if before else min(at + 1, len(sentences) - 1)


def _clause(sentence: str) -> str:
    """The clause of a long sentence that complains most; a short sentence whole."""
    if len(sentence) <= CLAUSE:
        return sentence
    pieces = [piece.strip() for piece in _CLAUSE_END.split(sentence[: 3 * READ]) if piece.strip()][:SENTENCES]
    return max(pieces, key=_fault, default=sentence)[:CLAUSE]


def rejected(sentences: Sequence[str]) -> str:
    """What the person does not want, in their words: "without X", "not X", "instead of X", "get rid of X"."""
    texts = [text for sentence in sentences[:SENTENCES] if _may_reject(text := sentence[:READ])]
    for pattern in _REJECTED:
        for found in filter(None, map(pattern.search, texts)):
            span = found["span"]
            if not _POINTING.match(spans.trimmed(span)):
                quoted = quoted_spans(span)
                return quoted[0] if quoted and "`" not in span else span.lstrip(" \t,;:!?").rstrip(" \t.,;:!?")
    return ""


def _may_reject(text: str) -> bool:
    low = text.lower()
    return any(mark in low for mark in _REJECTING)


def rule(sentences: Sequence[Sentence], left_out: str = "") -> str:
    """The sentences that say what is wanted, in their order and within bounds; all that fits where none does.

    `left_out` is the sentence that says what was wrong: it is no part of the rule where others say what is wanted.
    """
    wishes = [(_wish(s.text), s) for s in sentences]
    for at in range(1, len(wishes)):
        if wishes[at - 1][1].text.endswith(":"):
            # What a colon announces is wanted as much as the words before it.
            wishes[at] = (max(wishes[at][0], wishes[at - 1][0]), wishes[at][1])
    wanted = [(wish, s) for wish, s in wishes if wish >= WISHES and s.text != left_out]
    chosen = wanted or [(wish, s) for wish, s in wishes if wish or s.fault] or wishes
    room, kept = RULE, set[str]()
    for _, s in sorted(chosen, key=lambda one: -one[0]):
        if len(s.text) < room:
            kept.add(s.text)
            room -= len(s.text) + 1
    return " ".join(s.text for _, s in chosen if s.text in kept) or (chosen[0][1].text[:RULE] if chosen else "")
