"""Word lists that several judgements share: function words, weak words, number words, words for one attribute."""

from __future__ import annotations

from types import MappingProxyType

FUNCTION_WORDS = frozenset(
    """a an the this that these those here there it its he him his she her hers they them their theirs we us our ours
    i me my mine you your yours myself yourself itself himself herself ourselves themselves who whom whose which what
    when where why how if then than as so because while until unless though although whether and or but nor yet for of
    in on at by to from with without within into onto upon over under between among through during before after since
    about against along around across near off out up down again once just only also too very much many more most some
    any all both each every other another such no not never none nothing always do does did doing done don't doesn't
    didn't be am is are was were been being isn't aren't wasn't weren't have has had having haven't hasn't hadn't can
    could can't cannot couldn't will would won't wouldn't shall should shouldn't may might must let let's i'm i've i'll
    i'd you're you've it's that's what's who's there's we're they're ok okay please yes no hey hi hello thanks thank
    well now still even quite rather per via etc vs whats hows wheres im ive dont doesnt cant isnt thats""".split()
)
"""Words that carry grammar, not the subject."""

WEAK_WORDS = frozenset(
    """
    tell say said show give gave given get got make made take took put go goes went come came want wanted need
    needs like look looks see know think find use used using work works help write wrote explain describe name
    list answer question thing things kind kinds sort way ways bit lot one ones time times day days year years
    today tomorrow good better best new old big small short long first last next right wrong correct exactly
    really actually simply quickly start begin keep stay call called mean means happen happens ask asked line
    lines word words sentence text part parts number many amount example people person something anything
    someone everything much file files function method city town country place code
    """.split()
)
"""Content words too common to tell one subject from another."""

TASK_WORDS = frozenset(
    """
    remind reminder invite invitation ask tell inform announce announcement thank reply respond response draft write
    compose prepare print translate summarise summarize text label caption sign note letter mail email message memo
    tweet thread leaflet flyer poster brochure banner slide slides talk paragraph sentence headline title heading
    intro introduction blurb description entry card quiz question fact facts box guide audio script template
    timeline programme imprint sheet website docs documentation readme wiki manual step steps
    everybody everyone colleagues readers visitors team one-liner snippet command example line
    """.split()
)
"""What is to be made of a subject and for whom: in a new question they make no other subject."""

ATTRIBUTES: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "capital seat government",
        "author wrote written writer novelist",
        "director directed filmed filmmaker",
        "founder founded established started",
        "inventor invented invention",
        "painter painted artist",
        "composer composed",
        "born birth birthday birthplace",
        "died death",
        "population inhabitants residents populous",
        "price cost costs fee expensive",
        "tall height high",
        "heavy weight weigh weighs mass",
        "deadline due submit",
        "boss head manager lead",
        "guarantee warranty",
        "refund return returns",
        "order ordered ordering insertion sequence",
        "closed closes closing shut",
        "open opens opening hours",
        "release released launch launched",
        "install installing installation setup",
        "discovered discoverer discovery",
        "currency money",
        "language speak spoken speaks",
    )
)
"""Words that ask for the same attribute of a thing; each group is compared by stem."""

DEMONYMS = MappingProxyType(
    dict(
        pair.split("/")
        for pair in """
        australian/australia austrian/austria german/germany french/france italian/italy spanish/spain
        portuguese/portugal swiss/switzerland belgian/belgium dutch/netherlands danish/denmark swedish/sweden
        norwegian/norway finnish/finland icelandic/iceland irish/ireland british/britain english/england
        scottish/scotland welsh/wales polish/poland czech/czechia slovak/slovakia slovenian/slovenia
        croatian/croatia serbian/serbia hungarian/hungary romanian/romania bulgarian/bulgaria greek/greece
        turkish/turkey russian/russia ukrainian/ukraine estonian/estonia latvian/latvia lithuanian/lithuania
        american/america canadian/canada mexican/mexico brazilian/brazil argentinian/argentina chilean/chile
        peruvian/peru colombian/colombia chinese/china japanese/japan korean/korea indian/india
        pakistani/pakistan vietnamese/vietnam thai/thailand indonesian/indonesia israeli/israel egyptian/egypt
        moroccan/morocco kenyan/kenya nigerian/nigeria ethiopian/ethiopia european/europe african/africa
        asian/asia roman/rome parisian/paris viennese/vienna
        """.split()
    )
)
"""Adjectives of countries and places, lower case, and what they belong to."""

NUMBER_WORDS = MappingProxyType(
    {
        word: value
        for value, word in enumerate(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
            seventeen eighteen nineteen""".split()
        )
    }
    | {
        word: value * 10
        for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
    }
)
"""English number words up to ninety."""

MAGNITUDES = MappingProxyType({"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000})
"""Words that multiply the number before them."""

MONTHS = MappingProxyType(
    {
        name: index
        for index, names in enumerate(
            (
                "january jan",
                "february feb",
                "march mar",
                "april apr",
                "may",
                "june jun",
                "july jul",
                "august aug",
                "september sep sept",
                "october oct",
                "november nov",
                "december dec",
            ),
            start=1,
        )
        for name in names.split()
    }
)
"""English month names and their usual short forms, lower case."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""English weekdays, lower case, Monday first."""
