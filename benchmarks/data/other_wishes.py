"""A second user for the simulation, with wishes and ways of speaking that nothing was made with: to judge by.

Same shape as `hidden_wishes.py`; written by hand before the memory was looked at with it.
"""

from __future__ import annotations

from benchmarks.data.hidden_wishes import Wish

WISHES = (
    Wish(
        "language of replies",
        "English",
        ("Dutch",),
        (
            "Answer this parent who asks about the swimming lesson.",
            "Put up a notice for the changing room.",
            "What do I say to the new members in the welcome letter?",
            "Text for the poster of our club evening?",
        ),
        ("Write it in {v}, in a friendly tone.", "Here it is, in {v}: short and clear."),
        (
            ("How many people speak English as a first language?", "About 380 million people speak English natively."),
            ("Which language family is English in?", "English belongs to the Germanic languages."),
        ),
        ("our members read {v}", "{v} of course, they don't understand {w}"),
    ),
    Wish(
        "vet",
        "Dr. Hansen",
        ("Dr. Petrov", "Dr. Lindqvist"),
        (
            "Draft a message to book a check-up for the cat.",
            "Whom do I ring when Minka stops eating?",
            "Fill in the vaccination form, which practice do I name?",
            "Who wrote the prescription for the ear drops?",
        ),
        ("Ask for {v} when you call.", "The name on the form is {v}."),
        (
            ("Who is Dr. Hansen in the series about the clinic?", "Dr. Hansen is the surgeon on night duty there."),
            ("What did Dr. Hansen discover about leprosy?", "Dr. Hansen found the bacterium that causes leprosy."),
        ),
        ("our vet is {v}", "we go to {v} and never to {w}"),
    ),
    Wish(
        "message queue",
        "RabbitMQ",
        ("NATS", "Kafka"),
        (
            "How do the workers get told about new uploads?",
            "Sketch the service that sends the nightly mails.",
            "Which client do I add to the ingest container?",
            "What has to run locally so that the order events arrive?",
        ),
        ("Publish the event to {v} and let the worker subscribe.", "Start {v} first, then the consumer."),
        (
            ("In which language is RabbitMQ written?", "RabbitMQ is written in Erlang."),
            ("Who owns RabbitMQ?", "RabbitMQ belongs to Broadcom today."),
        ),
        ("events go through {v} at our place", "{v} please, {w} is history"),
    ),
    Wish(
        "bread flour",
        "wheat flour",
        ("spelt flour",),
        (
            "I want to bake a loaf on Sunday, how?",
            "Dough for a pizza, enough for four.",
            "How do I thicken this stew?",
            "Pancake batter without eggs?",
        ),
        ("Take 500 g of {v} and knead it well.", "Stir two spoons of {v} into cold water first."),
        (
            ("Where was wheat flour first milled?", "Wheat flour was first milled in the Fertile Crescent."),
            ("How much protein has wheat flour?", "Wheat flour has about ten per cent of protein."),
        ),
        ("I bake with {v} only", "{w} gives me cramps, {v} it has to be"),
    ),
    Wish(
        "notice period",
        "4 weeks",
        ("6 weeks", "8 weeks"),
        (
            "How early must I tell my landlord that I move out?",
            "Draft the letter with which I leave the flat.",
            "When do I have to be out if I cancel the lease today?",
            "What does it say in my rental contract about leaving?",
        ),
        ("The notice period is {v}, in writing.", "Give notice {v} before you leave the flat."),
        (
            (
                "How long is a pregnancy test reliable for after birth?",
                "For about 4 weeks after birth it may still react.",
            ),
            ("How long do chickens sit before they lay again?", "After a brood it takes about 4 weeks."),
        ),
        ("my lease says {v}", "it's {v} in my contract"),
    ),
    Wish(
        "gym day",
        "Tuesday",
        ("Sunday",),
        (
            "Add my workout to the weekly plan.",
            "When shall I lift weights?",
            "Remind me to pack the sports bag.",
            "On what day is my trainer there?",
        ),
        ("Put it on {v}, right after work.", "Your session is on {v}."),
        (
            ("Why is it called Shrove Tuesday?", "Shrove Tuesday is named after the shriving of sins."),
            ("When is election day in America?", "It is always a Tuesday in November."),
        ),
        ("I train on {v}s", "{v} is my day at the gym"),
    ),
    Wish(
        "son",
        "Lukas",
        ("Mateo",),
        (
            "Write the sick note for kindergarten.",
            "A birthday card from grandma to the little one, please.",
            "Which name goes on the swimming badge?",
            "Ask the football coach whether my boy may play in goal.",
        ),
        ("{v} will stay at home today.", "For {v}, with all good wishes."),
        (
            ("Who was Lukas Cranach?", "Lukas Cranach was a painter and a friend of Luther."),
            ("Is Lukas the German form of Luke?", "Yes, Lukas is the German form of Luke."),
        ),
        ("my son is called {v}", "he's {v}, who is {w}?"),
    ),
    Wish(
        "spreadsheet",
        "Excel",
        ("LibreOffice", "Numbers"),
        (
            "Sum a column but only the rows marked paid.",
            "How can I freeze the first line of my table?",
            "Make a chart of my electricity use.",
            "I need a drop-down in a cell.",
        ),
        ("In {v} choose it from the menu called Data.", "Open the file with {v} and mark the column."),
        (
            ("When was Excel released?", "Excel was first released in 1985, for the Macintosh."),
            ("How many rows does Excel allow?", "Excel allows 1,048,576 rows."),
        ),
        ("I do that in {v}", "there's no {w} on this machine, only {v}"),
    ),
    Wish(
        "hotel budget",
        "200 pounds",
        ("90 pounds", "120 pounds"),
        (
            "Find me somewhere to sleep in Bath.",
            "What may a night cost on my next work trip?",
            "Filter the list of places to stay for me.",
            "Can I take the room with the sea view?",
        ),
        ("Look for rooms up to {v} a night.", "With {v} a night you find something near the centre."),
        (
            ("How heavy is a reindeer?", "A reindeer weighs about 200 pounds."),
            ("What did a television cost in 1970?", "A colour television was more than 200 pounds then."),
        ),
        ("my limit is {v}", "{v}, the firm pays no more"),
    ),
    Wish(
        "phone",
        "iPhone",
        ("Fairphone",),
        (
            "How do I turn off the camera sound?",
            "My battery is empty by noon, any idea?",
            "Where are my voice memos stored?",
            "Which charger shall I take on the trip?",
        ),
        ("On the {v} you find that under settings.", "Your {v} charges over USB-C."),
        (
            ("Who presented the first iPhone?", "Steve Jobs presented the first iPhone in 2007."),
            ("How much did the first iPhone weigh?", "The first iPhone weighed 135 grams."),
        ),
        ("I own a {v}", "mine's a {v}, I sold the {w}"),
    ),
    Wish(
        "distance unit",
        "miles",
        ("kilometres",),
        (
            "How far is it from Porto to Lisbon?",
            "Plan me a bike tour for the weekend.",
            "What does my car need per full tank, how far do I get?",
            "How long is the walk around the lake?",
        ),
        ("It is given in {v} here.", "All distances are in {v}, rounded."),
        (
            ("How long is a marathon in miles?", "A marathon is 26.2 miles."),
            ("What are air miles?", "Air miles are points that airlines give to frequent flyers."),
        ),
        ("distances in {v}, please", "{w} mean nothing to me. {v}."),
    ),
    Wish(
        "tone of captions",
        "witty",
        ("sober",),
        (
            "Caption for the photo of the new bridge.",
            "One line under the picture of the mayor.",
            "What do we write with the image of the flooded street?",
            "Give the gallery of the harbour a heading.",
        ),
        ("Keep it {v} and under twelve words.", "A {v} line fits: the bridge is open."),
        (
            ("What does witty mean?", "A witty person says clever and amusing things."),
            ("Which witty playwright was jailed in Reading?", "It was Oscar Wilde, a witty playwright."),
        ),
        ("captions are {v} with us", "the desk wants {v}, {w} gets cut"),
    ),
    Wish(
        "backup disk",
        "Dropbox",
        ("Nextcloud",),
        (
            "Where should the scans of my passport go?",
            "How do I share the wedding pictures with my aunt?",
            "Set up the folder for the tax papers.",
            "How can I get last week's version of my thesis back?",
        ),
        ("Upload it to {v} and share the link.", "In {v} there is a list of older versions."),
        (
            ("Who founded Dropbox?", "Dropbox was founded by Drew Houston and Arash Ferdowsi."),
            ("Was Dropbox hacked in 2012?", "Yes, in 2012 data of 68 million Dropbox users was stolen."),
        ),
        ("I keep my files in {v}", "I closed {w}, everything is in {v}"),
    ),
    Wish(
        "lesson length",
        "45 minutes",
        ("70 minutes", "90 minutes"),
        (
            "Plan my class on fractions.",
            "How much time do I have for the experiment with the pupils?",
            "Split the grammar topic into my teaching hours.",
            "How long should the test in my course take at most?",
        ),
        ("You have {v}, so leave ten for questions.", "Plan it for {v} with a short break."),
        (
            ("How long does a football half last?", "A half lasts 45 minutes plus stoppage time."),
            ("How long is the flight from Oslo to Bergen?", "The flight takes about 45 minutes."),
        ),
        ("lessons at my school are {v}", "I teach {v} at a stretch, not {w}"),
    ),
    Wish(
        "wedding town",
        "Vienna",
        ("Graz", "Linz"),
        (
            "Write the line with the place for our invitations.",
            "Where do our guests look for rooms?",
            "Which registry office do I write to?",
            "Find a florist for the ceremony.",
        ),
        ("The ceremony is in {v}, at noon.", "Look around the old town of {v}."),
        (
            ("When was the Congress of Vienna?", "The Congress of Vienna was in 1814 and 1815."),
            ("Who painted in Vienna around 1900?", "Klimt and Schiele painted in Vienna then."),
        ),
        ("we marry in {v}", "it's in {v} now, {w} was too dear"),
    ),
    Wish(
        "invoice language",
        "net 30",
        ("net 10",),
        (
            "Terms line for the quote to the bakery?",
            "What do I put at the foot of the bill?",
            "The new client wants to know when the money is due.",
            "Standard payment wording for our orders?",
        ),
        ("Write {v} under the total.", "Our terms are {v}, without discount."),
        (
            ("What does net 30 mean in trade?", "In trade net 30 means payment within thirty days."),
            ("Where does the term net 30 come from?", "The term net 30 comes from American trade credit."),
        ),
        ("we bill {v}", "{v}, as always"),
    ),
)
"""Sixteen of them."""

CORRECTIONS = (
    "{v} please",
    "nah, that's {v}",
    "it has been {v} for ages",
    "{w} is wrong here. {v}",
    "I told you before: {v}!",
    "must be {v}, {w} doesn't apply to me",
    "{v} rather than {w}, thanks",
    "swap {w} for {v}",
    "oh no, not {w} again... {v}",
    "we don't do {w}. It's {v}",
    "careful, it's {v} and not {w}",
    "Hmm. {v}, I think you mean.",
    "make that {v}",
    "where does {w} come from? I need {v}",
    "{w} → {v}",
    "that should say {v}",
    "you still write {w}, but it's {v}",
    "please correct this, {v} is what we have",
    "Isn't it {v}?",
    "forget {w}, {v}",
)

CHANGES = (
    "Heads up: it's {v} now, {w} is over.",
    "As of today please take {v} in place of {w}.",
    "We've switched from {w} to {v}.",
    "Small change: {v} replaces {w}.",
)
