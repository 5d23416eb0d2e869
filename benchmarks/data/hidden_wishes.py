"""What the simulated user wants without having said so, with questions, answers and near misses, all written by hand.

Each entry has the value that a model takes by itself (`usual`), the values that hold one after the other (`values`,
changes of mind), questions in unlike words, answers with `{v}` where the value stands, and near misses: questions
close by whose answer says `usual`, rightly, and must stay as it is.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """One hidden wish or fact."""

    name: str
    usual: str
    values: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    says: tuple[str, ...]
    """How this user corrects it in their own words; `{v}` is what is right, `{w}` what was said."""


WISHES = (
    Wish(
        "package manager",
        "npm",
        ("pnpm", "bun"),
        (
            "How do I add zod to the web app?",
            "What do I type to install a date library in the frontend?",
            "Command for pulling in all JavaScript dependencies after cloning?",
            "I need eslint as a dev dependency, how?",
        ),
        (
            "Run `{v} add` with the name of the package in the folder of the app.",
            "Use `{v} install`, then commit the lock file.",
        ),
        (
            (
                "What is the company behind the npm registry?",
                "The npm registry belongs to GitHub, which Microsoft owns.",
            ),
            ("Why does npm audit report so much?", "Because npm audit reports every advisory in the whole tree."),
        ),
        ("we're on {v} in this repo", "{v}! nobody here uses {w} any more"),
    ),
    Wish(
        "database",
        "MySQL",
        ("PostgreSQL", "SQLite"),
        (
            "Which connection string does the billing service need?",
            "Write the docker-compose entry for our billing database.",
            "How do we back up the billing data at night?",
            "Which driver do I configure for the billing tests?",
        ),
        (
            "The billing service stores its rows in {v}, so configure that driver.",
            "Back it up with the tools that come with {v}.",
        ),
        (
            ("Who maintains MySQL today?", "MySQL is maintained by Oracle."),
            (
                "What is the difference between InnoDB and MyISAM?",
                "Both are storage engines of MySQL; InnoDB has transactions.",
            ),
        ),
        ("billing runs on {v}", "our billing db is {v}, you keep saying {w}"),
    ),
    Wish(
        "deploy day",
        "Friday",
        ("Tuesday", "Wednesday"),
        (
            "When should I schedule the next release?",
            "On which day do we ship the backend?",
            "Draft a note to the team about when the rollout happens.",
            "What day goes into the deployment calendar?",
        ),
        ("Plan the release for {v} morning.", "The rollout happens on {v}, after the stand-up."),
        (
            (
                "What does Black Friday mean for web traffic?",
                "On Black Friday traffic is three to five times the usual.",
            ),
            ("Where does the phrase casual Friday come from?", "Casual Friday spread from Hawaii in the 1960s."),
        ),
        ("we release on {v}s", "never on {w}, {v} is release day"),
    ),
    Wish(
        "test framework",
        "unittest",
        ("pytest",),
        (
            "Write a test for the slugify function.",
            "How do I structure the checks for the parser module?",
            "Give me a small example that asserts an exception in our Python code.",
            "What do I run before pushing, to see whether the Python code still works?",
        ),
        ("Write it with {v} and put it under tests/.", "Run {v} from the root of the repository."),
        (
            (
                "Since which Python version is unittest in the standard library?",
                "unittest has been in the standard library since 2.1.",
            ),
            ("Who designed unittest?", "unittest was written by Steve Purcell, after JUnit."),
        ),
        ("we write tests with {v}", "{w} is banned here, take {v}"),
    ),
    Wish(
        "manager",
        "Sarah",
        ("Ingrid", "Tomas"),
        (
            "Write an email to my manager asking for a day off.",
            "Who has to sign my travel request?",
            "Draft the opening line of my yearly review, addressed to my boss.",
            "Whom should I put in copy as my team lead?",
        ),
        ("Dear {v}, I would like to ask you about the following.", "Put {v} on the request, as your manager."),
        (
            ("Who wrote the novel about Sarah and the key?", "Sarah's Key is a novel by Tatiana de Rosnay."),
            ("Is Sarah a biblical name?", "Yes, Sarah is the wife of Abraham in Genesis."),
        ),
        ("my boss is called {v}", "{v} is my manager, I don't know any {w}"),
    ),
    Wish(
        "home city",
        "London",
        ("Leeds", "Bristol"),
        (
            "What should I wear for a walk outside my door today?",
            "Find me a dentist near home.",
            "Which museum can I reach on foot from my flat?",
            "Plan a free Saturday in my town.",
        ),
        ("In {v} there are several good ones near the centre.", "Since you live in {v}, stay close to the river."),
        (
            ("When was the Great Fire of London?", "The Great Fire of London was in September 1666."),
            ("Where is the Bank of England?", "The Bank of England stands in the City of London."),
        ),
        ("I live in {v}", "home is {v} for me, not {w}"),
    ),
    Wish(
        "milk",
        "cow's milk",
        ("oat milk", "soy milk"),
        (
            "Give me a recipe for pancakes.",
            "How do I make a creamy porridge in the morning?",
            "What goes into a latte at home?",
            "Suggest a quick custard.",
        ),
        ("Warm half a litre of {v} first.", "Add 200 ml of {v} and stir until it is smooth."),
        (
            ("How much calcium is in cow's milk?", "A glass of cow's milk has about 300 mg of calcium."),
            ("How is cheddar made?", "Cheddar is made of cow's milk, rennet and salt."),
        ),
        ("I only drink {v}", "use {v}, I'm not having {w}"),
    ),
    Wish(
        "allergy oil",
        "peanut oil",
        ("rapeseed oil",),
        (
            "What do I fry the spring rolls in?",
            "A wok dish for two, please.",
            "How hot must the fat be for tempura?",
            "Which fat for crispy potatoes?",
        ),
        ("Heat {v} in a heavy pan until a breadcrumb sizzles.", "Take a litre of {v} and keep it at 175 °C."),
        (
            ("What is the smoke point of peanut oil?", "The smoke point of peanut oil is about 230 °C."),
            ("Which countries produce the most peanut oil?", "China and India produce most of the peanut oil."),
        ),
        ("I'm allergic, it has to be {v}", "that would kill me: {v} please, no {w}"),
    ),
    Wish(
        "train class",
        "second class",
        ("first class",),
        (
            "Book me a train to Edinburgh, what do I choose?",
            "Which ticket should the travel desk buy for my rail trips?",
            "How much does a seat to York cost me?",
            "Where on the platform do I stand for my carriage?",
        ),
        ("Take a seat in {v} with a table.", "A ticket in {v}, booked two weeks ahead, is the best choice."),
        (
            ("What was second class on the Titanic like?", "On the Titanic second class had its own library and deck."),
            ("What does a second class degree mean?", "A second class degree in Britain is the 2:1 or the 2:2."),
        ),
        ("I travel {v}", "my company pays for {v}"),
    ),
    Wish(
        "temperature unit",
        "Fahrenheit",
        ("Celsius",),
        (
            "How warm does the oven have to be for bread?",
            "What is a fever in a child, in numbers?",
            "Which temperature should the server room have?",
            "How cold does it get in Oslo in January?",
        ),
        ("Here is the figure, in degrees {v}.", "All values are in {v}."),
        (
            ("Who was Daniel Fahrenheit?", "Daniel Fahrenheit was a physicist who made the mercury thermometer."),
            ("What is Fahrenheit 451 about?", "Fahrenheit 451 is about a society that burns its books."),
        ),
        ("give me temperatures in {v}", "I don't think in {w}. {v}."),
    ),
    Wish(
        "currency",
        "dollars",
        ("euros", "francs"),
        (
            "What will a week of skiing cost me?",
            "Estimate the price of a new kitchen.",
            "How much should I budget for a used bicycle?",
            "What do freelancers charge for a logo?",
        ),
        ("Reckon with about 1,200 {v}.", "Between 300 and 500 {v}, depending on quality."),
        (
            ("How many dollars did Alaska cost?", "Alaska cost 7.2 million dollars in 1867."),
            ("What is the box office of Titanic in dollars?", "Titanic took in more than 2.2 billion dollars."),
        ),
        ("prices in {v}", "I pay in {v}, what should I do with {w}"),
    ),
    Wish(
        "laptop",
        "MacBook",
        ("ThinkPad", "Framework"),
        (
            "How do I take a screenshot on my computer?",
            "Which dock fits my notebook?",
            "My machine gets hot, what can I do?",
            "How do I swap the battery of my work computer?",
        ),
        (
            "On your {v} there is a key for it in the top row.",
            "For the {v} the vendor's own support page lists the steps.",
        ),
        (
            ("When did the first MacBook come out?", "The first MacBook came out in May 2006."),
            ("What chip is in the MacBook Air of 2022?", "The MacBook Air of 2022 has the M2."),
        ),
        ("I have a {v}", "mine is a {v}, not a {w}"),
    ),
    Wish(
        "editor",
        "VS Code",
        ("Neovim", "Helix"),
        (
            "How do I jump to a definition quickly?",
            "Set up format on save for me.",
            "How can I search in all files of the project while coding?",
            "Which plugin should I get for working with Terraform?",
        ),
        ("In {v} there is a command for that.", "Configure it in the settings of {v}."),
        (
            ("In which language is VS Code written?", "VS Code is written in TypeScript on Electron."),
            ("Is VS Code free for companies?", "Yes, VS Code is free for companies too."),
        ),
        ("I edit in {v}", "please explain it for {v}, I don't have {w}"),
    ),
    Wish(
        "shell",
        "bash",
        ("fish",),
        (
            "How do I set an environment variable for good?",
            "Make an alias for git status.",
            "Where does my prompt configuration live?",
            "Loop over all CSV files in the terminal and count the lines.",
        ),
        ("In {v} put it into the configuration file of your shell.", "The syntax for {v} is this one."),
        (
            ("What does bash stand for?", "bash stands for Bourne Again Shell."),
            ("Which bash version came with macOS 10.14?", "macOS 10.14 came with bash 3.2."),
        ),
        ("my shell is {v}", "that doesn't work in {v}, and I'm not on {w}"),
    ),
    Wish(
        "cloud",
        "AWS",
        ("Azure", "Hetzner"),
        (
            "Where do I create a bucket for the uploads?",
            "How do we host the staging server?",
            "Which service sends our alarms when a machine is down?",
            "Sketch the infrastructure for the image resizer.",
        ),
        ("Create it in the console of {v}, in the nearest region.", "On {v} a small machine is enough for that."),
        (
            ("What was the revenue of AWS in 2023?", "AWS had a revenue of about 90 billion dollars in 2023."),
            ("When did AWS start?", "AWS started in 2006 with S3 and EC2."),
        ),
        ("everything of ours is on {v}", "we left {w} long ago, it's {v}"),
    ),
    Wish(
        "greeting",
        "Hi there",
        ("Guten Tag",),
        (
            "Start a message to a customer who lost a parcel.",
            "Write the first line of the newsletter.",
            "How do I open the mail to the new supplier?",
            "Compose a reply to a complaint about a late delivery.",
        ),
        ("{v}, thank you for writing to us.", "{v}, we are sorry to hear that."),
        (
            ("Is Hi there informal in English?", "Yes, Hi there is informal and friendly."),
            ("How would you translate Hi there into Spanish?", "Hi there is hola or qué tal in Spanish."),
        ),
        ("open letters with {v}", "our customers are greeted with {v}"),
    ),
    Wish(
        "sign-off",
        "Best regards",
        ("Kind wishes", "Yours, Mel"),
        (
            "End the mail to the landlord for me.",
            "How should the cover letter finish?",
            "Put a closing under the invitation to the workshop.",
            "Finish this thank-you note to the speakers.",
        ),
        ("I look forward to hearing from you.\n\n{v}", "Thank you once more for your time.\n\n{v}"),
        (
            ("Is Best regards formal?", "Best regards is neutral: neither stiff nor familiar."),
            ("What is French for Best regards?", "Best regards is cordialement in French."),
        ),
        ("I sign with {v}", "sign it {v}"),
    ),
    Wish(
        "invoice term",
        "30 days",
        ("14 days", "21 days"),
        (
            "What do I write under an invoice about when it is due?",
            "A client asks how long they have to pay us.",
            "Draft the payment clause of our contract.",
            "When do I send the first reminder for a bill?",
        ),
        ("Payment is due within {v} of the invoice date.", "Customers have {v} to settle the bill."),
        (
            ("How many days does April have?", "April has 30 days."),
            ("How long does a tourist stay without visa in Uzbekistan?", "Up to 30 days without a visa."),
        ),
        ("our payment term is {v}", "it's {v} with us"),
    ),
    Wish(
        "vacation days",
        "25 days",
        ("28 days",),
        (
            "How much leave do I have in a year?",
            "Help me plan my holidays, how many do I have to distribute?",
            "What does my contract say about annual leave?",
            "If I take three weeks off in summer, how much leave remains from my allowance?",
        ),
        ("You have {v} of leave a year.", "Your allowance is {v}, plus public holidays."),
        (
            ("How long does it take to hatch a duck egg?", "About 25 days, some breeds a little longer."),
            ("How long did the siege last in that story?", "The siege lasted 25 days."),
        ),
        ("I get {v} off", "{v} of holiday is what I have"),
    ),
    Wish(
        "daughter",
        "Emma",
        ("Noor",),
        (
            "Write a birthday poem for my daughter.",
            "A bedtime story with my girl as its hero, please.",
            "What do I write into the absence note for my child's school?",
            "Help me label my kid's lunch box.",
        ),
        ("For {v}, with love from all of us.", "Once upon a time {v} found a door in the garden."),
        (
            ("Who wrote Emma?", "Emma is a novel by Jane Austen."),
            ("Which film has Emma Stone in it as Mia?", "Emma Stone plays Mia in La La Land."),
        ),
        ("my daughter's name is {v}", "she is called {v}, where did you get {w}"),
    ),
    Wish(
        "dog breed",
        "Labrador",
        ("Whippet",),
        (
            "How long should I walk my dog each day?",
            "What does my dog weigh when it is grown?",
            "Does my pet need a coat in winter?",
            "Which food is right for my dog?",
        ),
        ("A {v} needs a good run every day.", "For a {v} take a food with little fat."),
        (
            ("Which country does the Labrador come from?", "The Labrador comes from Newfoundland in Canada."),
            ("How cold is the Labrador Sea?", "The Labrador Sea is between minus one and six degrees."),
        ),
        ("I've got a {v}", "he's a {v}, not a {w}"),
    ),
    Wish(
        "running day",
        "Monday",
        ("Thursday", "Saturday"),
        (
            "On which evening should I do my long run?",
            "Put my interval training into the calendar.",
            "When is my running group meeting this week?",
            "Make me a training plan for a 10k.",
        ),
        ("Put the long run on {v}.", "Your group meets on {v} at seven."),
        (
            ("Why is Monday named after the moon?", "Monday comes from Old English for the day of the moon."),
            ("Is Easter Monday a holiday in Scotland?", "Easter Monday is no bank holiday in Scotland."),
        ),
        ("my running day is {v}", "I run on {v}s"),
    ),
    Wish(
        "paper",
        "IEEE style",
        ("APA style", "Chicago style"),
        (
            "Format this reference for my thesis.",
            "How do I cite a website in my dissertation?",
            "Sort the bibliography of my chapter.",
            "What does a quotation in my text look like?",
        ),
        ("In {v} the entry looks like this.", "Your department asks for {v}, so set it so."),
        (
            ("What does IEEE style mean by a bracketed number?", "In IEEE style it points to the list of references."),
            ("Who publishes the IEEE style guide?", "The IEEE style guide is published by the institute itself."),
        ),
        ("my faculty wants {v}", "{v}, my supervisor refuses {w}"),
    ),
    Wish(
        "supervisor",
        "Dr. Miller",
        ("Dr. Okafor",),
        (
            "Whom do I thank first in my dissertation?",
            "Ask for a meeting about chapter two, by mail.",
            "Who signs the form for my thesis extension?",
            "Write the acknowledgements for my PhD.",
        ),
        ("First of all I thank {v}, who read every draft.", "Send it to {v}, who supervises you."),
        (
            ("Who is Dr. Miller in Interstellar?", "Dr. Miller is one of the scientists sent through the wormhole."),
            ("What did Dr. Miller find in that old study?", "In that study Dr. Miller found no effect."),
        ),
        ("my supervisor is {v}", "I'm supervised by {v}"),
    ),
    Wish(
        "bundle size",
        "500 kB",
        ("180 kB",),
        (
            "How large may our landing page script be?",
            "What limit do I set in the build check for the client code?",
            "When should the CI fail because of too much JavaScript?",
            "Write the performance budget for the shop.",
        ),
        ("Keep the script below {v}, compressed.", "Let the build fail above {v}."),
        (
            ("How large was the first floppy of that kind?", "It held about 500 kB."),
            ("How big is a usual web page photo?", "A photo is often 500 kB or more."),
        ),
        ("our budget is {v}", "{v} is the limit we agreed on"),
    ),
    Wish(
        "branch",
        "master",
        ("trunk", "main"),
        (
            "Where do I open my pull request against?",
            "Which branch does the nightly build check out?",
            "Rebase my feature, what is the command?",
            "What should the release be tagged on?",
        ),
        ("Open it against `{v}`.", "Fetch first, then rebase onto `{v}`."),
        (
            ("What is a master key?", "A master key opens several locks."),
            ("Who painted under the name of the Master of Flémalle?", "The master was probably Robert Campin."),
        ),
        ("our default branch is {v}", "there is no {w} here, it's {v}"),
    ),
    Wish(
        "meeting length",
        "60 minutes",
        ("25 minutes", "45 minutes"),
        (
            "Invite the design team to a review, how long should I block?",
            "Schedule my one-on-one with the intern.",
            "Set up the kick-off with the agency.",
            "How long are the interviews that I put into the calendar?",
        ),
        ("Block {v} in the calendar.", "An invitation for {v} is enough."),
        (
            ("How long is a school lesson in that country?", "A double lesson there is 60 minutes."),
            ("How long does it take to cook a large haggis?", "About 60 minutes, in simmering water."),
        ),
        ("meetings of mine last {v}", "{v}, I never book {w}"),
    ),
    Wish(
        "tea",
        "Earl Grey",
        ("rooibos",),
        (
            "What should I drink in the afternoon?",
            "Which hot drink do I bring to the office?",
            "Recommend something warm that goes with my scones.",
            "Put a hot drink on my shopping list.",
        ),
        ("A pot of {v} goes well with that.", "Take {v}, steeped for five minutes."),
        (
            ("Who was Earl Grey?", "Earl Grey was prime minister from 1830 to 1834."),
            ("What gives Earl Grey its smell?", "Earl Grey smells of bergamot."),
        ),
        ("{v} for me, always", "I gave up caffeine, {v} please"),
    ),
    Wish(
        "car",
        "petrol",
        ("electric",),
        (
            "What do I have to check on my car before a long drive?",
            "Where can I fill up on the way to Cornwall?",
            "How much does my commute by car cost?",
            "Which service interval holds for my car?",
        ),
        ("For your {v} car plan one stop on the way.", "With a {v} car that is about 8 pence a mile."),
        (
            ("Who invented the petrol engine?", "The petrol engine was built by Otto, Daimler and Benz."),
            ("What is the price of petrol in Norway?", "In Norway petrol costs around two euros a litre."),
        ),
        ("my car is {v}", "I drive {v}"),
    ),
    Wish(
        "insulin",
        "NovoRapid",
        ("Fiasp",),
        (
            "How long before a meal do I inject?",
            "What do I pack for a week of travel with my pump?",
            "Which insulin do I name in the emergency card?",
            "How fast does my mealtime insulin work?",
        ),
        ("With {v} inject shortly before you eat.", "Write {v} on the card, and the dose."),
        (
            ("Which company makes NovoRapid?", "NovoRapid is made by Novo Nordisk."),
            ("When was NovoRapid approved in Europe?", "NovoRapid was approved in Europe in 1999."),
        ),
        ("I switched, it's {v}", "my insulin is {v}"),
    ),
    Wish(
        "return window",
        "14 days",
        ("60 days", "90 days"),
        (
            "A customer asks until when shoes can be sent back.",
            "Write the return policy of our shop.",
            "How long after Christmas may a gift be returned to us?",
            "Answer this mail: the buyer wants a refund for a jacket.",
        ),
        ("You can send it back within {v} of delivery.", "We take returns for {v}, unworn."),
        (
            ("How long was the usual quarantine at first?", "At first the usual quarantine was 14 days."),
            ("How long is a fortnight?", "A fortnight is 14 days."),
        ),
        ("we take things back for {v}", "returns with us: {v}"),
    ),
    Wish(
        "support hours",
        "9 to 5",
        ("7 to 11",),
        (
            "When can customers call us?",
            "Write the out-of-office text for the hotline.",
            "What goes on the contact page about the phone?",
            "Until when is someone at the help desk today?",
        ),
        ("You can reach us by phone from {v}.", "The hotline is open from {v}, Monday to Saturday."),
        (
            ("What is the song 9 to 5 about?", "The song 9 to 5 is about office work and its bosses."),
            ("Where does the phrase 9 to 5 come from?", "The phrase 9 to 5 comes from office hours in America."),
        ),
        ("our hotline is open {v}", "{v} are our hours"),
    ),
    Wish(
        "log library",
        "log4j",
        ("slf4j", "tinylog"),
        (
            "How do I write a debug message in the order service?",
            "Add logging to this Java class.",
            "Which dependency do I need to trace requests in the order service?",
            "Show me how to log an exception with its stack trace in Java here.",
        ),
        (
            "Get a logger from {v} and call debug on it.",
            "Add {v} to the build file and log the exception as the last argument.",
        ),
        (
            ("What was the log4j vulnerability of 2021?", "It was Log4Shell: log4j looked up addresses in messages."),
            ("Which foundation hosts log4j?", "log4j is hosted by the Apache Software Foundation."),
        ),
        ("the order service logs with {v}", "{w} was thrown out, {v} now"),
    ),
    Wish(
        "colour of brand",
        "blue",
        ("teal", "plum"),
        (
            "Which colour do I take for the buttons on our site?",
            "Make a slide template that fits our brand.",
            "Suggest the background of our poster.",
            "What shade should the company T-shirts have?",
        ),
        ("Take the {v} of the brand for it.", "A calm {v} on white, as on the logo."),
        (
            ("Why is the sky blue?", "The sky is blue because air scatters short waves more."),
            ("What is the blue period of Picasso?", "The blue period is his work from 1901 to 1904."),
        ),
        ("our brand colour is {v}", "we are {v}, not {w}"),
    ),
    Wish(
        "conference",
        "Berlin",
        ("Ghent", "Porto"),
        (
            "Where do I book a hotel for our conference?",
            "Write the announcement of our yearly congress with the place.",
            "Which airport do the speakers of our event fly to?",
            "Give the participants of our conference three tips for the evening.",
        ),
        ("The conference is in {v}, so stay near the station.", "See you in {v} in autumn!"),
        (
            ("When did the Berlin Wall fall?", "The Berlin Wall fell on 9 November 1989."),
            ("How many people live in Berlin?", "About 3.8 million people live in Berlin."),
        ),
        ("the congress takes place in {v}", "this year it's {v}"),
    ),
    Wish(
        "ticket prefix",
        "PROJ-",
        ("OPS-",),
        (
            "How do I name the branch for ticket 412?",
            "Write a commit message for the login fix, ticket 77.",
            "How should the title of a change begin?",
            "Which key do our issues have?",
        ),
        ("Begin it with {v} and the number.", "Our issues are called {v} and a number, so start with that."),
        (
            ("What does a PROJ- key mean in other people's trackers?", "A PROJ- key is a sample name in the manual."),
            (
                "Is PROJ- the name of the map projection tool?",
                "No, that tool is called PROJ, without the dash; PROJ- is none.",
            ),
        ),
        ("tickets start with {v}", "{v} is our prefix"),
    ),
)
"""Thirty-six of them."""

CORRECTIONS = (
    "No, {v}, not {w}.",
    "That's wrong, it's {v}.",
    "{v}, not {w}",
    "Actually it's {v}.",
    "it should be {v}",
    "nope, {v}",
    "Wrong. {v}!",
    "I said {v}, not {w}",
    "not {w}. {v}.",
    "You got that wrong again: {v} instead of {w}.",
    "hm, {w} isn't right, it is {v}",
    "please use {v} instead of {w}",
    "should be {v}",
    "you mean {v}?? {w} makes no sense for me",
    "Sorry, but {w} is incorrect. The right answer is {v}.",
    "change {w} to {v}",
    "replace {w} with {v}",
    "why {w}? it's {v}",
    "{w}? No. {v}.",
    "I'd rather have {v} than {w}",
    "Could you say {v} there, {w} is not true in my case",
    "correction: {v}",
)
"""How people correct whatever it is."""

CHANGES = (
    "From now on it's {v} instead of {w}.",
    "We changed that: {v}, no longer {w}.",
    "By the way, {v} has replaced {w} for us.",
    "I changed my mind: {v} and not {w} from now on.",
)
"""How people say by themselves that something changed."""

SMALL_TALK = (
    ("Explain photosynthesis in two sentences.", "Plants turn light, water and carbon dioxide into sugar and oxygen."),
    ("What is a monad?", "A monad is a way to chain computations that carry a context."),
    ("Summarise the plot of Hamlet.", "A prince hesitates to avenge his father, and everybody dies."),
    ("How do tides work?", "The moon and the sun pull on the water of the seas."),
    ("Give me a synonym for quick.", "Swift."),
    ("What is the square root of 1764?", "It is 42."),
    ("How do I remove a red wine stain?", "Blot it, then rinse it with cold water and salt."),
    ("Thanks, that helps!", "You are welcome."),
    ("ok, next thing", "Of course, what is it?"),
    ("Could you explain that in more detail?", "Gladly: the main point is the order of the steps."),
    ("Why is that so?", "It follows from how the parts depend on each other."),
    ("How does a heat pump work?", "It moves heat from outside to inside with a compressor."),
)
"""Turns that have nothing to do with any wish, with answers."""
