"""Written pairs of corrections and how they stand to each other: (relation, older, newer)."""

from __future__ import annotations

PAIRS: list[tuple[str, tuple[str, str, str, str], tuple[str, str, str, str]]] = [
    (
        "contradicts",
        ("pick-up time for the kids", "15:30", "16:00", "factual"),
        ("note for the babysitter", "16:00", "15:45, school hours changed", "factual"),
    ),
    (
        "contradicts",
        ("which branch do we deploy from", "master", "main", "code"),
        ("ci config deploy step", "main", "release, since the audit", "code"),
    ),
    (
        "contradicts",
        ("newsletter sign-off", "Best regards", "Cheers", "style"),
        ("reply to a reader", "Cheers", "Kind regards, the publisher insists", "style"),
    ),
    (
        "contradicts",
        ("seat for Oslo", "window", "always aisle", "preference"),
        ("book Berlin", "aisle", "window please, my knee is fine again", "preference"),
    ),
    (
        "contradicts",
        ("how do you address me", "Mr Kowalski", "Piotr", "style"),
        ("morning mail", "Piotr", "Mr Kowalski, keep it formal", "style"),
    ),
    (
        "contradicts",
        ("insulin units for grandma", "12 units", "14 units", "domain"),
        ("grandma's evening plan", "14 units", "10 units since last week", "domain"),
    ),
    (
        "contradicts",
        ("what VAT rate for our books", "20%", "5%", "domain"),
        ("invoice for the book order", "5%", "7% from January", "domain"),
    ),
    (
        "contradicts",
        ("code for the list", "for loop", "list comprehensions wherever possible", "code"),
        ("sum of squares", "[x*x for x in xs]", "no comprehensions, plain loops, juniors read this", "code"),
    ),
    (
        "contradicts",
        ("post about the fair", "serious tone", "add a joke", "style"),
        ("post about the workshop", "a joke", "never jokes in posts", "style"),
    ),
    (
        "contradicts",
        ("phone plan", "25 euros", "not more than 20 a month", "preference"),
        ("new tariff", "19 euros", "up to 35 a month, I need more data", "preference"),
    ),
    (
        "contradicts",
        ("where is our next offsite", "Graz", "Linz", "factual"),
        ("hotel list for the offsite", "Linz", "Salzburg, Linz was full", "factual"),
    ),
    (
        "contradicts",
        ("explain TLS", "analogy with letters", "no analogies", "style"),
        ("explain DNS", "dry text", "use analogies, I teach beginners now", "style"),
    ),
    (
        "contradicts",
        ("recipe soup", "cilantro", "no coriander", "preference"),
        ("tacos", "parsley", "coriander is fine, I got used to it", "preference"),
    ),
    (
        "contradicts",
        ("test command", "pytest", "nox", "code"),
        ("run the checks", "nox", "just, we replaced nox", "code"),
    ),
    (
        "contradicts",
        ("my running pace", "5:30", "5:10", "factual"),
        ("training plan pace", "5:10", "4:55 after the spring", "factual"),
    ),
    (
        "duplicates",
        ("who is our accountant", "Lena", "Marek Nowak", "factual"),
        ("send the receipts to whom", "Lena", "Marek Nowak does our books", "factual"),
    ),
    (
        "duplicates",
        ("meeting length", "60 minutes", "one hour is too long, 30 minutes", "preference"),
        ("invite for Thursday", "1 hour", "half an hour", "preference"),
    ),
    (
        "duplicates",
        ("pasta", "parmesan", "I'm lactose intolerant", "preference"),
        ("gratin", "cream", "no dairy", "preference"),
    ),
    (
        "duplicates",
        ("poem", "Dear Sir or Madam", "never say Dear Sir or Madam", "style"),
        ("letter to the council", "Dear Sir or Madam", "drop 'Dear Sir or Madam'", "style"),
    ),
    (
        "duplicates",
        ("year our firm was founded", "1987", "1978", "factual"),
        ("about page", "founded in 1987", "founded in 1978", "factual"),
    ),
    ("duplicates", ("js toggles", "var", "const and let", "code"), ("loop in js", "var i", "no var, use let", "code")),
    (
        "duplicates",
        ("directions", "miles", "kilometres", "preference"),
        ("distance to the lake", "12 miles", "in km please", "preference"),
    ),
    (
        "duplicates",
        ("summary of the report", "two pages", "max five lines", "style"),
        ("summary of the call", "a page", "five lines at most", "style"),
    ),
    (
        "duplicates",
        ("team name", "Team Blue", "Blue Herons", "factual"),
        ("shirt text", "Team Blue", "we're the Blue Herons", "factual"),
    ),
    (
        "duplicates",
        ("git help", "git checkout -b", "git switch -c", "code"),
        ("new branch", "git checkout -b", "git switch -c please", "code"),
    ),
    (
        "duplicates",
        ("name of the river in Graz", "Enns", "Mur", "factual"),
        ("river at Graz", "Enns", "the Mur", "factual"),
    ),
    (
        "duplicates",
        ("shelf height", "1.80 m", "180 cm is wrong, it's 1.60 m", "factual"),
        ("height of the shelf", "1.80 m", "160 cm", "factual"),
    ),
    (
        "refines",
        ("answer language", "English", "German", "preference"),
        ("letter to my aunt in Leeds", "German", "to my aunt English", "preference"),
    ),
    (
        "refines",
        ("gift ideas", "100 euros", "about 30 euros", "preference"),
        ("gift for my wife's fortieth", "30 euros", "for round birthdays 200", "preference"),
    ),
    (
        "refines",
        ("tests", "unittest", "pytest", "code"),
        ("tests in the legacy repo", "pytest", "in the legacy repo stay with unittest", "code"),
    ),
    (
        "refines",
        ("mail sign-off", "Best", "Kind regards", "style"),
        ("mail to grandma", "Kind regards", "with family just Love", "style"),
    ),
    (
        "refines",
        ("wake-up time", "7:00", "6:30", "preference"),
        ("plan for Sunday", "6:30", "on Sundays not before 9", "preference"),
    ),
    (
        "refines",
        ("delivery time", "3 days", "5 days", "factual"),
        ("delivery to the islands", "5 days", "islands take 10 days", "factual"),
    ),
    (
        "refines",
        ("report text", "we", "passive voice", "style"),
        ("methods for the blog", "was measured", "in the blog active voice", "style"),
    ),
    (
        "refines",
        ("SQL style", "lower case", "keywords in upper case", "code"),
        ("SQL in the ORM tests", "SELECT", "except in the ORM tests, there lower case", "code"),
    ),
    (
        "refines",
        ("headings", "Title Case", "sentence case", "style"),
        ("heading for the press kit", "sentence case", "title case, but only in the press kit", "style"),
    ),
    (
        "refines",
        ("speed limit on our site", "30 km/h", "20 km/h", "domain"),
        ("forklifts in the hall", "20 km/h", "forklifts only 8 km/h", "domain"),
    ),
    (
        "refines",
        ("who approves invoices", "Sara", "Nils", "domain"),
        ("invoice over 10,000", "Nils", "above 10,000 the board", "domain"),
    ),
    (
        "unrelated",
        ("password length for the portal", "8", "12 characters", "domain"),
        ("pin length for the alarm", "12", "6 digits", "domain"),
    ),
    (
        "unrelated",
        ("height of Ben Nevis", "1,433 m", "1,345 m", "factual"),
        ("height of Scafell Pike", "1,345 m", "978 m", "factual"),
    ),
    (
        "unrelated",
        ("reply to Mr Adeyemi", "Hello", "Dear Mr Adeyemi", "style"),
        ("reply to Dr Sato", "Dear Dr Sato", "Hi Yuki", "style"),
    ),
    (
        "unrelated",
        ("colour of the logo", "blue", "green", "factual"),
        ("colour of the van", "green", "white", "factual"),
    ),
    (
        "unrelated",
        ("when does the pool open", "7:00", "6:30", "factual"),
        ("when does the library open", "6:30", "9:00", "factual"),
    ),
    ("unrelated", ("my son's shoe size", "34", "36", "factual"), ("my daughter's shoe size", "36", "33", "factual")),
    ("unrelated", ("rent of the studio", "900", "950", "factual"), ("rent of the garage", "950", "90", "factual")),
    (
        "unrelated",
        ("capital of Turkey", "Istanbul", "Ankara", "factual"),
        ("largest city of Turkey", "Ankara", "Istanbul", "factual"),
    ),
    (
        "unrelated",
        ("python version for the api", "3.10", "3.12", "code"),
        ("node version for the web", "3.12", "22", "code"),
    ),
    (
        "unrelated",
        ("timeout of the proxy", "30 s", "60 s", "code"),
        ("timeout of the health check", "60 s", "5 s", "code"),
    ),
    (
        "unrelated",
        ("first flight of the Wright brothers", "1913", "1903", "factual"),
        ("year of the Model T", "1903", "1908", "factual"),
    ),
    ("unrelated", ("flat number of Ana", "12", "14", "factual"), ("flat number of Ivo", "14", "16", "factual")),
    (
        "unrelated",
        ("text for the wine label", "red", "ruby", "style"),
        ("recipe with wine", "ruby port", "no alcohol", "preference"),
    ),
    (
        "unrelated",
        ("deadline of the grant", "1 March", "15 March", "factual"),
        ("deadline of the abstract", "15 March", "1 April", "factual"),
    ),
    (
        "unrelated",
        ("price of the adult ticket", "12 euros", "14 euros", "factual"),
        ("price of the child ticket", "14 euros", "7 euros", "factual"),
    ),
    (
        "contradicts",
        ("hours of the reading room", "9 to 16", "9 to 17", "factual"),
        ("flyer for the reading room", "9 to 17", "9 to 15, the city cut the staff", "factual"),
    ),
    (
        "contradicts",
        ("name of our school choir", "Die Lerchen", "Cantabile", "factual"),
        ("programme for the choir evening", "Cantabile", "Vox Nova, renamed in autumn", "factual"),
    ),
    (
        "contradicts",
        ("colour of the club shirt", "red", "green", "factual"),
        ("order the new club shirts", "green", "blue from this season", "factual"),
    ),
    (
        "contradicts",
        ("variable names in my scripts", "userName", "snake_case", "code"),
        ("script for the backup", "user_name", "camelCase, the team decided", "code"),
    ),
    (
        "contradicts",
        ("how much sugar in my tea", "two spoons", "one spoon", "preference"),
        ("tea for me and Eva", "one spoon", "no sugar any more", "preference"),
    ),
    (
        "contradicts",
        ("dinner time", "19:00", "18:30", "preference"),
        ("plan for the week, dinners", "18:30", "20:00, I train until seven now", "preference"),
    ),
    (
        "contradicts",
        ("tone of the newsletter", "dry", "a bit funny", "style"),
        ("newsletter on the flood", "a joke", "never funny, readers complained", "style"),
    ),
    (
        "contradicts",
        ("who waters the plants", "Ida", "Omar", "factual"),
        ("key for the plant person", "Omar", "Ida again, Omar moved away", "factual"),
    ),
    (
        "contradicts",
        ("minimum order for free delivery", "20 euros", "30 euros", "domain"),
        ("banner about free delivery", "30 euros", "25 euros since Monday", "domain"),
    ),
    (
        "contradicts",
        ("cite sources", "no sources", "always give sources", "style"),
        ("text on bees", "[1]", "leave the sources out", "style"),
    ),
    (
        "duplicates",
        ("hours of the reading room", "9 to 16", "9 to 17", "factual"),
        ("when is the reading room open", "9-16", "it's open nine to seventeen", "factual"),
    ),
    (
        "duplicates",
        ("python style", "' quotes", "double quotes", "code"),
        ("quote style in the tests", "'x'", 'use " everywhere, double quotes', "code"),
    ),
    (
        "duplicates",
        ("how old is the house", "built 1910", "built 1901", "factual"),
        ("plaque for the house", "1910", "it was built in 1901", "factual"),
    ),
    (
        "duplicates",
        ("my allergy card", "peanuts", "hazelnuts", "factual"),
        ("note for the camp about my allergy", "peanuts", "I'm allergic to hazelnuts", "factual"),
    ),
    (
        "duplicates",
        ("thank-you note", "Thank you so much!!!", "no exclamation marks", "style"),
        ("invitation", "Come!", "please without exclamation marks", "style"),
    ),
    (
        "duplicates",
        ("plural of datum", "datums", "data", "factual"),
        ("plural form of datum", "datums", "'data' is the plural", "factual"),
    ),
    (
        "duplicates",
        ("distance home to work", "12 km", "14 km", "factual"),
        ("my commute in km", "12", "fourteen kilometres", "factual"),
    ),
    (
        "duplicates",
        ("explain recursion", "a long essay", "keep it short", "style"),
        ("explain closures", "a page", "be brief", "style"),
    ),
    (
        "refines",
        ("coffee order", "with milk", "black", "preference"),
        ("coffee for the afternoon", "black", "after lunch with milk", "preference"),
    ),
    (
        "refines",
        ("backup time", "at noon", "at 2:00", "domain"),
        ("backup of the mail server", "2:00", "the mail server at 4:00 only", "domain"),
    ),
    (
        "refines",
        ("text size on slides", "18 pt", "24 pt", "style"),
        ("slides for the big hall", "24 pt", "in the big hall 32 pt", "style"),
    ),
    (
        "refines",
        ("commit messages", "past tense", "imperative mood", "style"),
        ("changelog entries", "Add", "in the changelog past tense", "style"),
    ),
    (
        "refines",
        ("who signs letters", "Tom", "Ana", "domain"),
        ("letter to the court", "Ana", "letters to the court are signed by Tom", "domain"),
    ),
    (
        "refines",
        ("speed of the mill", "1,200 rpm", "900 rpm", "domain"),
        ("milling aluminium", "900 rpm", "for aluminium 2,000 rpm", "domain"),
    ),
    (
        "refines",
        ("salutation", "Hi", "Dear", "style"),
        ("salutation for the team chat", "Dear", "in the team chat Hi is enough", "style"),
    ),
    (
        "unrelated",
        ("age of our oak", "200 years", "300 years", "factual"),
        ("age of the chapel", "300 years", "450 years", "factual"),
    ),
    (
        "unrelated",
        ("chair of the chess club", "Jan", "Eva", "factual"),
        ("chair of the parents' council", "Eva", "Rosa", "factual"),
    ),
    (
        "unrelated",
        ("voltage of the pump", "230 V", "400 V", "domain"),
        ("voltage of the fence", "400 V", "4,000 V", "domain"),
    ),
    (
        "unrelated",
        ("reply to Mrs Novak about the rent", "Hi", "Dear Mrs Novak", "style"),
        ("reply to Mr Stein about the rent", "Dear Mr Stein", "Hello Max", "style"),
    ),
    (
        "unrelated",
        ("population of Graz", "250,000", "300,000", "factual"),
        ("population of Linz", "300,000", "210,000", "factual"),
    ),
    (
        "unrelated",
        ("exam date in maths", "3 June", "5 June", "factual"),
        ("exam date in biology", "5 June", "9 June", "factual"),
    ),
    (
        "unrelated",
        ("who painted Guernica", "Dalí", "Picasso", "factual"),
        ("who painted The Elephants", "Picasso", "Dalí", "factual"),
    ),
    (
        "unrelated",
        ("yarn for the scarf", "wool", "cotton", "preference"),
        ("fabric for the tent", "cotton", "polyester", "factual"),
    ),
    (
        "unrelated",
        ("oven temperature for bread", "200 °C", "240 °C", "factual"),
        ("oven temperature for meringue", "240 °C", "100 °C", "factual"),
    ),
    ("unrelated", ("my locker number", "12", "21", "factual"), ("my bike lock code", "21", "2112", "factual")),
]
