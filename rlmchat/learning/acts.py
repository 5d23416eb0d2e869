"""What a message does, as numbers: denies, complains, revises, asks on, answers, thanks; read from the message alone."""

# ruff: noqa: E501 (patterns and word lists are read line by line)
from __future__ import annotations

import math
import re

from rlmchat.learning import lexicon
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.spans import NUMBER_WORDS

_NOT_STATING = lexicon.QUESTION_WORDS | lexicon.AUXILIARIES | lexicon.STEP_VERBS | lexicon.REVISE_VERBS | lexicon.PRAISE
_DETERMINERS = frozenset("the this that these those your my our its their".split())
_FIRST_PERSON = frozenset("i me my mine we us our ours i'm i've i'd i'll".split())
_REFERRING = frozenset("the this that these those your you my our it its them they i we me is are was".split())
_MARK_SPACE = re.compile(r" ([.,;!?:)])")
OPENING = 12
"""Words that make up the opening."""

_PATTERNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "not_working": r"\b(?:does|do|did|is|was|are|still)\s?(?:n't|nt| not)\s(?:\w+\s)?(?:work|compile|run|match|help|show|print"
        r"|return|load|fix|make sense|what i|enough|true|right|correct|valid|exist)|\bnot working\b|\bno longer\b",
        "still": r"\bstill\b|\b(?:same|again)\b.{0,20}\b(?:error|issue|problem|thing|result)\b|\bnothing (?:changed|happens)\b",
        "not_what": r"\bnot (?:what|how|the way|the one) (?:i|we)\b|\bisn't what\b|\bnot asking\b|\bdidn't ask\b|\bnever asked\b",
        "speaker_said": r"\b(?:i|we) (?:already |just |clearly |specifically |never |didn't |did not )?"
        r"(?:said|asked|meant|told you|wanted|specified|mentioned|requested|stated|need|want|prefer|mean|expect|expected|"
        r"was asking|am asking|thought|don't want|don't need|do not want)\b",
        "i_want": r"\b(?:i|we) (?:want|need|would like|would prefer|'d prefer|prefer|'d rather|would rather)\b|\bi'd (?:like|rather|prefer)\b",
        "supposed": r"\b(?:supposed to|should(?:n't| not)? (?:be|have|return|give|use|say|read|only|not|also)|needs? to be|must (?:be|not)|has to be|ought to)\b",
        "should_be_so": r"^(?!(?:what|how|which|why|when|where|who|should)\b)(?:(?!\b(?:i|we|you)\b)[^?]){0,120}\bshould(?:n't| not)? (?:\w+)\b(?![^.]*\?)",
        "accepts_offer": r"\b(?:do (?:that|it|so|them|this)|make (?:that|those|the) (?:change|edit|fix)s?|go ahead|sounds (?:good|right|great)|please do|apply (?:that|it|them)"
        r"|let's do (?:that|it|this)|try that|proceed|go for it|keep going|you make the fix|that works|makes sense|got it|good point|you're right)\b",
        "in_amount": r"\bin (?:a |one |two |three |\d+ )?(?:single )?(?:lines?|words?|sentences?|paragraphs?|bullets?|points?|columns?|steps?|minutes?)\b"
        r"|\b\d+ (?:words?|lines?|sentences?|paragraphs?|characters|bullets)\b|\b(?:max|maximum|at most|at least|under|no more than)\b",
        "in_manner": r"\bin (?:python|java|javascript|typescript|sql|pandas|numpy|r|c|english|spanish|french|german|markdown|json|html|latex|plain|simple|layman's|first person|bold)\b",
        "directly": r"\b(?:directly|precisely|exactly|literally|properly|correctly|right away|at once|verbatim)\b",
        "domain_claim": r"\b(?:in our|in my|at our|for us|with us|our|here (?:it|we|the)|around here|where i live|on our|on my|we're|we are|we have|i have|i am|i'm|i live|mine)\b",
        "my_source": r"\b(?:according to|says?|said|it says|i (?:looked|checked|counted|read|measured|found|searched)|wikipedia|the (?:docs|documentation|website|letter|receipt|label|manual|book|sign|screen|display))\b",
        "since_when": r"\bsince when\b|\bwho says\b|\bno such\b|\bdoesn't exist\b|\bthere(?:'s| is) no\b|\bthere are no\b|\bnot any ?more\b|\bhasn't been\b|\bnobody\b|\bcan't be\b|\bimpossible\b|\bother way (?:a)?round\b",
        "face": r"🤦|🙄|😡|😠|😱|🤨|😤|🤔|😒|😑|👎",
        "happy_face": r"😊|😀|👍|🎉|❤|😍|🙏|😄|😁|🙂|:\)|\bhaha|\blol\b",
        "next_step": r"^(?:ok,? |okay,? |great[,.!]? |good[,.!]? |perfect[,.!]? |thanks[,.!]? )*(?:now|next|then|also|and|another|more|continue|write another|one more)\b",
        "for_me": r"\b(?:too (?:long|short|formal|casual|much|many|complicated|generic|vague|wordy|technical|detailed|dark|bright|big|small|early|late|expensive|far|stiff|hard|easy|simple))\b",
        "let_it_be": r"\b(?:leave|keep) (?:it|that|the|them|this)\b|\bput (?:it|that|them) back\b|\bbring back\b|\brevert\b|\bundo\b",
        "make_it_adj": r"\b(?:make|keep|write|do|put) (?:it|that|this|them|the \w+) (?:more|less|shorter|longer|simpler|in|a|as|so|with|into|to|sound|not)\b",
        "shouldnt_it": r"\bshould(?:n't| not) (?:it|this|that|the|we|you|there)\b|\bisn't (?:it|that|this|the)\b|\baren't (?:they|these|the|there)\b"
        r"|\bdoesn't (?:it|that|this|the)\b|\bdidn't (?:you|we|i)\b",
        "you_blame": r"\byou(?:'re|'ve| are| have| just| still| also| only| keep| kept)? ?(?:just |still |only |also |have |completely |totally )?"
        r"(?:forgot|missed|ignored|misunderstood|misread|mixed|swapped|confused|skipped|dropped|left out|made|got|didn't|did not|don't|"
        r"wrong|assumed|invented|repeated|changed|removed|broke|wrote|used|gave|said|told|claim|counted|keep|put)\b",
        "are_you_sure": r"\bare you (?:sure|certain|kidding|serious)\b|\breally\?",
        "why_did_you": r"\bwhy (?:did|do|are|is|does|would|didn't|don't|isn't|aren't|not|have|can't|doesn't) (?:you|it|the|this|that|my|there)\b",
        "too_adjective": r"\b(?:too|way too|so|very|overly) \w+",
        "comparative": r"\b(?:more|less) \w+|\b(?:shorter|longer|simpler|easier|clearer|smaller|larger|bigger|faster|warmer|shorten|fewer)\b",
        "instead": r"\binstead\b|\brather than\b|\bin place of\b",
        "x_not_y": r"(?:^|\s)[\w$£€.,'`\"-]{1,40}+ (?:and )?not (?:a |an |the )?[\w$£€.'`\"-]{1,40}\s*(?:$|[.!,;)])",
        "only_just": r"\b(?:only|just|simply)\b",
        "without": r"\bwithout\b|\bno (?:more )?\w+s?\b|\bleave out\b|\bget rid of\b|\btake out\b",
        "standing": r"\b(?:always|never|from now on|in (?:the )?future|every time|going forward|whenever|next time|for all|anything else|everything you"
        r"|all (?:my|our|future|the)|any (?:of my|future)|as a rule|remember that|keep (?:it|this) in mind|by default|each time|same for)\b",
        "prefer": r"\bi (?:always |really |much |generally |usually )?(?:prefer|like|hate|dislike|love|never|don't (?:like|eat|use|want|need|drink))\b"
        r"|\bwe (?:always |never |only |don't )?(?:use|prefer|write|call|say|don't)\b",
        "it_is": r"^(?:it|that|this|there|he|she|they)(?:'s| is| are|'re| was| were)\b|\bit's (?:actually|not|called|the|a)\b",
        "is_not_true": r"\b(?:is|are|was|were|that's|it's)(?:n't| not) (?:true|right|correct|accurate|valid|real|possible|a thing|necessary|needed|how|quite|exactly)\b"
        r"|\bnot (?:true|correct|right|quite|exactly|really|accurate)\b",
        "correct_is": r"\bthe (?:correct|right|proper|actual|real) (?:\w+ )?(?:is|are|was|answer|way|one|would)\b",
        "try_again": r"\b(?:try again|redo|do it again|start over|once more|one more time|again please|retry)\b",
        "dont_do": r"(?:^|[.,;!?]\s*)(?:please )?(?:don't|do not|dont|stop|never|avoid|no need)\b",
        "dont_believe": r"\bi (?:don't|do not|dont|can't) (?:think|believe|see|agree|buy|understand|get|know)\b|\bi (?:disagree|doubt|think you|believe you)\b",
        "error_word": r"\b(?:error|exception|traceback|fails?|failed|crash(?:es|ed)?|bug|throws?|warning)\b",
        "i_get": r"\b(?:i|we) (?:get|got|am getting|keep getting|see|saw|tried|ran|run|checked|looked|counted|tested|have)\b|\bit (?:gives|says|prints|returns|shows|outputs|throws|complains)\b",
        "give_me_new": r"\b(?:another|other|more|next|additional|different|also|else|further)\b",
        "what_about": r"^(?:and |so |but |ok |okay )?(?:what|how) about\b|^what if\b|^and (?:for|in|with|what|how|the)\b",
        "can_you": r"^(?:ok |okay |great |and |now |so |please )?(?:can|could|would|will) (?:you|we|i)\b",
        "how_to": r"\bhow (?:do|to|can|would|could|should|does) (?:i|you|we|it|one|the)?\b",
        "lets": r"\blet's\b|\blets\b|\blet us\b",
        "gratitude": r"\b(?:thanks|thank you|thx|ty|cheers|appreciate)\b",
        "own_slip": r"\b(?:my (?:mistake|bad|fault|typo)|i (?:mistyped|misread|was wrong|made a mistake|wrote the wrong|forgot to|meant to)|sorry,? i|i should have)\b",
        "third_party": r"\b(?:my (?:teacher|boss|sister|brother|friend|wife|husband|mum|mom|dad|colleague|doctor|son|daughter|professor|manager)"
        r"|he|she|they|somebody|someone|people) (?:\w+ )?(?:says?|said|thinks?|thought|told|claims?|always|never|insists?|prefers?|believes?)\b",
        "was_fine": r"\b(?:it's|that's|is|was|looks?|all) (?:fine|good|perfect|great|right|correct|ok|okay)\b|\byou were (?:right|not wrong)\b|\bworks (?:now|fine|great|perfectly)\b",
        "no_thanks": r"^no,? (?:thanks|thank you|that's (?:all|it|fine)|need|problem|worries|idea|joke|way|rush|doubt|wonder|question)\b",
        "mismatch": r"\b(?:doesn't|does not|don't|didn't) (?:match|fit|add up|look|apply|belong|exist|have|contain|include|account|handle|cover)\b",
        "missing": r"\b(?:missing|left out|forgot|omitted|where (?:is|are|did)|what happened to|lost)\b|\bthere(?:'s| is| are) no\b",
        "emphasis": r"!!|\?\?|\?!|\b[A-Z]{4,}\b",
        "ellipsis": r"\.\.\.|…",
        "arrow": r"->|=>|→",
        "edit_of_part": r"\b(?:the )?(?:first|second|third|last|middle|final|opening|closing|next|previous|line|step|item|point|part|section|row|column|paragraph|sentence|bullet) ?\d*\b",
    }.items()
}


_CALLS = frozenset("wow oh ah ha haha hahaha well hm hmm lol ok okay and so yeah yes no omg ooh aww".split())
_SUBJECTS = frozenset("that's thats that this it's its it he's she's they're how what".split())
_BETWEEN = frozenset(
    "is was are were s so really pretty very quite just such kinda actually rather a an my the too".split()
)
_AFTER = frozenset("actually tho though lol haha here there now indeed man too honestly tbh to know hear one".split())
REMARK = 10
"""Words of a remark at most."""


def remark(plain: list[str]) -> str:
    """The one word that is said of the answer or of the world: "wow, that's really wild", "what a shame"; else empty."""
    if not plain or len(plain) > REMARK:
        return ""
    left = plain[next((i for i, word in enumerate(plain) if word not in _CALLS), len(plain)) :]
    if not left or left[0] not in _SUBJECTS:
        return ""
    left = left[1:]
    left = left[next((i for i, word in enumerate(left) if word not in _BETWEEN), len(left)) :]
    return left[0] if left and all(word in _AFTER for word in left[1:]) else ""


def _share(words: list[str], kind: frozenset[str]) -> float:
    return sum(word in kind for word in words) / (len(words) or 1)


_KINDS = {
    "negation_opener": lexicon.NEGATION_OPENERS,
    "contrast": lexicon.CONTRAST,
    "hesitation": lexicon.HESITATION,
    "negation": lexicon.NEGATION,
    "complaint": lexicon.COMPLAINT,
    "praise": lexicon.PRAISE,
    "feeling": lexicon.FEELING,
    "fault": lexicon.FAULT,
    "agreement": lexicon.AGREEMENT,
    "question_word": lexicon.QUESTION_WORDS,
    "auxiliary": lexicon.AUXILIARIES,
    "revise": lexicon.REVISE_VERBS,
    "step": lexicon.STEP_VERBS,
    "evaluation": lexicon.EVALUATION,
    "obligation": lexicon.OBLIGATION,
    "pointer": lexicon.POINTERS,
    "result_word": lexicon.RESULT_WORDS,
}


def act_features(message: MessageReading) -> dict[str, float]:
    """Features of the message alone; binary, shares in [0, 1], or logarithms of counts."""
    words = message.words
    prose = _MARK_SPACE.sub(r"\1", " ".join(words))
    opening = words[:OPENING]
    plain = [word for word in words if word[0].isalnum()]
    out: dict[str, float] = {f"re_{name}": float(p.search(prose) is not None) for name, p in _PATTERNS.items()}
    out["remark"] = float(bool(remark(plain)))
    first = plain[:1]
    distinct, early = frozenset(words), frozenset(opening)
    for name, kind in _KINDS.items():
        out[f"first_{name}"] = float(bool(first) and first[0] in kind)
        out[f"open_{name}"] = float(not kind.isdisjoint(early))
        out[f"any_{name}"] = float(not kind.isdisjoint(distinct))
        out[f"share_{name}"] = _share(plain, kind) if out[f"any_{name}"] else 0.0
    out.update(_shape(message, words, plain))
    return out


def _shape(message: MessageReading, words: list[str], plain: list[str]) -> dict[str, float]:
    """Length, form and pasted matter."""
    text = message.text
    sentences = message.sentences
    questions = sum(sentence.rstrip("\"')* ").endswith(("?", "？")) for sentence in sentences)
    first_sentence = sentences[0] if sentences else ""
    letters = [c for c in text[:400] if c.isalpha()]
    return {
        "log_words": math.log1p(len(plain)),
        "log_chars": math.log1p(len(message.raw)),
        "lines": math.log1p(text.count("\n")),
        "short": float(len(plain) <= 3),
        "shortish": float(len(plain) <= 8),
        "no_prose": float(not plain),
        "sentences": math.log1p(len(sentences)),
        "questions": math.log1p(questions),
        "all_questions": float(bool(sentences) and questions == len(sentences)),
        "ends_question": float(text.rstrip("\"')* \n").endswith(("?", "？"))),
        "first_is_question": float(first_sentence.endswith(("?", "？"))),
        "exclamation": float("!" in text[:300]),
        "has_code": float(bool(message.code)),
        "code_share": len(message.code) / (len(text) or 1),
        "fenced": float(message.fences > 0),
        "backticks": float("`" in message.prose),
        "has_error": float(bool(message.errors)),
        "error_share": len(message.errors) / (len(text) or 1),
        "quotes": float(bool(re.search(r"[\"“”«»「]|(?:^|\s)'\w", message.prose))),
        "quote_line": float(text.startswith(">") or "\n>" in text),
        "digits": float(any(c.isdigit() for c in message.prose)),
        "lower_start": float(text[:1].islower()),
        "capital_share": sum(c.isupper() for c in letters) / (len(letters) or 1),
        "ends_stop": float(text.endswith((".", "。"))),
        "emoji": float(any("\u2600" <= c <= "\u27bf" or c >= "\U0001f300" for c in text[:400])),
        "commas": math.log1p(words.count(",")),
        "statement": float(bool(plain) and not questions and plain[0] not in _NOT_STATING),
        "fragment": float(0 < len(plain) <= 5 and not questions),
        "starts_number": float(bool(words) and (words[0][0].isdigit() or words[0] in NUMBER_WORDS)),
        "number_word": float(any(w in NUMBER_WORDS for w in words[:30])),
        "starts_quote": float(text[:1] in "\"'`“‘>"),
        "starts_capital_word": float(text[:1].isupper() and text[1:2].islower()),
        "pointers": math.log1p(sum(w in lexicon.POINTERS for w in plain[:40])),
        "determiners": math.log1p(sum(w in _DETERMINERS for w in plain[:40])),
        "first_person": math.log1p(sum(w in _FIRST_PERSON for w in plain[:40])),
        "search_like": float(2 <= len(plain) <= 14 and not questions and not any(w in _REFERRING for w in plain)),
        "question_x_negation": float(bool(questions) and any(w in lexicon.NEGATION for w in plain)),
        "question_x_contrast": float(bool(questions) and bool(plain) and plain[0] in lexicon.CONTRAST),
        "is_question_shape": float(
            bool(plain) and (plain[0] in lexicon.QUESTION_WORDS or plain[0] in lexicon.AUXILIARIES)
        ),
        "latex": float("$" in text and "\\" in text),
        "foreign": float(message.language != "en"),
        "url_or_path": float(bool(re.search(r"https?://|(?:^|\s)[~.]?/\w+/", text[:800]))),
    }
