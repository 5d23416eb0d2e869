"""English words by what they do in a remark on an answer: deny, complain, revise, ask on, thank."""

from __future__ import annotations

NEGATION_OPENERS = frozenset("no nope nah nooo noo naw not wrong incorrect false negative never neither".split())
CONTRAST = frozenset("but however though although yet except actually instead rather still again whereas".split())
HESITATION = frozenset("hmm hm hmmm um uh uhh wait hang hold huh eh ugh oops argh sorry err well so mmm mmmk".split())
NEGATION = frozenset(
    "not no never don't doesn't didn't isn't aren't wasn't won't can't cannot couldn't shouldn't wouldn't without"
    " nothing none"
    " neither nor dont doesnt didnt isnt cant wont".split()
)
COMPLAINT = frozenset(
    "wrong incorrect incorrectly mistake mistaken error errors broken breaks fails failed failing fail missing"
    " missed forgot"
    " forgotten misunderstood misread misses ignored ignoring ignore bug buggy invalid false inaccurate outdated"
    " nonsense useless"
    " bad ugly weird boring confusing awkward stiff dull unclear unreadable garbage terrible horrible annoying"
    " ridiculous verbose"
    " wordy repetitive overkill unnecessary unneeded pointless nan null undefined empty blank crash crashes crashed"
    " hallucinated"
    " invented made-up deprecated removed swapped backwards reversed mixed off unrelated irrelevant clunky cheesy"
    " robotic"
    " corporate patronizing condescending tone-deaf infinite stuck".split()
)
PRAISE = frozenset(
    "thanks thank thx ty cheers great perfect awesome excellent nice good cool amazing wonderful brilliant lovely"
    " beautiful"
    " works worked helpful love yay super fantastic neat appreciate".split()
)
FEELING = frozenset(
    "interesting fascinating intriguing hilarious funny fun sad tragic depressing heartbreaking touching moving sweet"
    " cute adorable gorgeous pretty beautiful lovely wonderful fantastic incredible unbelievable amazing astonishing"
    " stunning awesome epic brilliant clever smart genius neat sick dope lit gold golden golden magic magical wild"
    " crazy insane mad nuts bonkers mental weird odd strange bizarre surprising unexpected shocking scary creepy"
    " spooky terrifying horrifying horrible terrible awful disgusting gross yuck eww nasty brutal harsh rough tough"
    " heavy intense impressive inspiring encouraging reassuring comforting soothing relaxing calming exciting"
    " thrilling refreshing satisfying delicious tasty yummy yum handy useful helpful practical convenient easy simple"
    " clear fair reasonable sensible logical doable manageable tempting promising exhausting tiring boring annoying"
    " frustrating irritating embarrassing awkward cringe humbling ironic poetic romantic nostalgic charming peaceful"
    " quiet cozy cosy comfy chilly freezing hot cold warm rainy raining snowing sunny windy stormy late early busy"
    " complicated tricky hard difficult impossible expensive pricey cheap cheaper affordable costly steep generous"
    " lucky unlucky unfortunate fortunate relief pity shame bummer blessing nightmare dream joke delight treat"
    " pleasure surprise mystery miracle joy riot favourite favorite love loved hate glad happy pleased proud excited"
    " curious jealous worried scared tired hungry exhausted bored amused impressed stunned speechless haha hahaha hehe"
    " lol lmao rofl wow whoa woah omg ooh aww ugh oof phew yikes gosh damn jeez congrats hooray woohoo yay respect"
    " nerdy geeky cool cooler coolest rad legendary iconic".split()
)
FAULT = frozenset(
    "wrong incorrect false untrue inaccurate imprecise outdated obsolete deprecated stale dated old-fashioned"
    " misleading nonsense rubbish bullshit bs garbage crap bogus invented fabricated hallucinated nonexistent made-up"
    " fake broken invalid incomplete unfinished missing truncated irrelevant unrelated off-topic off redundant"
    " repetitive wordy verbose longwinded long-winded vague generic ambiguous unclear illegible unreadable clumsy"
    " stilted stiff robotic corny cheesy pompous patronising patronizing condescending rude sloppy careless biased"
    " contradictory inconsistent circular backwards reversed swapped inverted flipped upside mixed mistranslated"
    " misspelled misspelt mispronounced typo mistake error bug flaw illegal unsafe insecure dangerous toxic poisonous"
    " impolite inappropriate overkill overcomplicated oversimplified exaggerated overstated understated debunked myth"
    " urban-legend discontinued closed gone defunct renamed moved cancelled canceled expired".split()
)
AGREEMENT = frozenset(
    "yes yep yeah yup ok okay sure right agreed alright fine correct exactly y k understood gotcha".split()
)
QUESTION_WORDS = frozenset("what how why when where who which whose whom".split())
AUXILIARIES = frozenset(
    "can could would will is are was were do does did has have had should may might am isn't aren't doesn't"
    " didn't can't".split()
)
REVISE_VERBS = frozenset(
    "make change remove use keep put drop switch rename move replace rewrite shorten simplify fix redo undo revert"
    " stop leave"
    " skip delete cut avoid adjust modify edit update correct convert turn reduce limit trim rephrase reword ditch"
    " lose swap"
    " retry try don't never always only just instead format set start begin round sort merge split".split()
)
STEP_VERBS = frozenset(
    "add write create give tell show explain list generate continue implement run translate summarize summarise now"
    " next then"
    " also describe find compare define suggest recommend provide calculate compute prove draft build design plan"
    " help let"
    " read check test look address commit push proceed elaborate expand go".split()
)
EVALUATION = frozenset(
    "too more less better simpler shorter longer easier clearer shorter formal informal casual concise brief"
    " detailed simple plain"
    " warmer friendlier softer stronger smaller larger bigger faster slower fewer rather instead exactly precisely"
    " strictly"
    " enough".split()
)
OBLIGATION = frozenset(
    "should must need needs supposed ought have has shall want wanted expect expected meant mean asked said".split()
)
POINTERS = frozenset("this that it these those them they your you there above".split())
RESULT_WORDS = frozenset(
    "code function output result answer response step line table list solution method example test script query"
    " column formula"
    " proof sentence paragraph text title version file class variable argument parameter return returns value".split()
)
STOP_WORDS = frozenset(
    "the a an of to in on for and or is are was be it this that with as at by from i you my your me we our he she"
    " they them his her"
    " its not no do does did don't can could would should will shall may if then else so but than too very just only"
    " also there"
    " here what how why when where who which have has had am been being were into out up down over about some any"
    " all each more"
    " most other such own same please now it's that's i'm let's".split()
)
OFFER_MARKS = (
    "would you like",
    "want me to",
    "shall i",
    "should i",
    "do you want",
    "let me know",
    "feel free",
    "would you prefer",
    "i can also",
    "if you'd like",
    "if you want",
    "which one",
    "which would",
    "or would",
    "may i",
    "ready to",
    "need anything else",
    "what do you think",
)
CLARIFY_MARKS = (
    "please provide",
    "could you please",
    "can you please provide",
    "can you tell me",
    "could you tell me",
    "need more",
    "more information",
    "more details",
    "more context",
    "please share",
    "please specify",
    "could you share",
    "how can i help",
    "how can i assist",
    "how may i",
    "what would you like",
    "which of",
)
APOLOGY_MARKS = ("i apologize", "i apologise", "apologies", "sorry", "you're right", "you are right", "my mistake")
