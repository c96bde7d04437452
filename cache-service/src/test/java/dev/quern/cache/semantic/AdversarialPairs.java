package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of questions that look alike and ask for different things. No weight and no list is from those that are written
 * here.
 */
final class AdversarialPairs {
    /**
     * @param kind of difference
     * @param one and
     * @param other must never get the same answer
     */
    record Pair(String kind, String one, String other) {}

    private final List<Pair> pairs = new ArrayList<>();

    private AdversarialPairs() {}

    static List<Pair> all() {
        AdversarialPairs all = new AdversarialPairs();
        all.numbersAndUnits();
        all.names();
        all.dates();
        all.negations();
        all.comparisons();
        all.roles();
        all.versionsAndCode();
        all.opposites();
        all.questions();
        all.scopes();
        all.pairs.addAll(AdversarialDetails.all());
        return List.copyOf(all.pairs);
    }

    /** Each template with each pair of fillings; {@code %s} may stand in it more than once. */
    private void swap(String kind, List<String> templates, List<List<String>> fillings) {
        for (String template : templates) {
            for (List<String> filling : fillings) {
                pairs.add(new Pair(
                        kind, template.replace("%s", filling.getFirst()), template.replace("%s", filling.getLast())));
            }
        }
    }

    private void roles(List<String> templates, List<List<String>> fillings) {
        for (String template : templates) {
            for (List<String> filling : fillings) {
                String one = filling.getFirst();
                String other = filling.getLast();
                pairs.add(new Pair(
                        "roles",
                        template.replace("%1", one).replace("%2", other),
                        template.replace("%1", other).replace("%2", one)));
            }
        }
    }

    private void numbersAndUnits() {
        swap(
                "numbers",
                List.of(
                        "How do I retire with %s in savings?",
                        "What can I buy for %s?",
                        "Is %s enough for a week in Rome?",
                        "How long does it take to save %s?"),
                List.of(
                        List.of("$5,000", "$50,000"),
                        List.of("100 dollars", "100 euros"),
                        List.of("three thousand pounds", "four thousand pounds"),
                        List.of("2 million yen", "2 billion yen"),
                        List.of("1.5k", "15k")));
        swap(
                "units",
                List.of("How heavy is a box of %s?", "What does a delivery of %s cost?", "Can one person carry %s?"),
                List.of(
                        List.of("20 kg", "20 pounds"),
                        List.of("20 kg", "25 kg"),
                        List.of("5 litres", "5 gallons"),
                        List.of("ten metres", "ten feet"),
                        List.of("40%", "40")));
        swap(
                "ordinals",
                List.of(
                        "Who was the %s person on the moon?",
                        "What happened in the %s world war?", "Who won the %s race?"),
                List.of(
                        List.of("first", "second"),
                        List.of("1st", "3rd"),
                        List.of("second", "last"),
                        List.of("2nd", "fourth")));
    }

    private void names() {
        swap(
                "names",
                List.of(
                        "Who is the mayor of %s?",
                        "how do i get a visa for %s?",
                        "What is the population of %s?",
                        "Where can I park in %s?",
                        "How far is it to %s by train?",
                        "What are the best restaurants in %s?"),
                List.of(
                        List.of("Lyon", "Nantes"),
                        List.of("Austria", "Australia"),
                        List.of("Georgia", "Virginia"),
                        List.of("New York", "New Jersey"),
                        List.of("san jose", "san diego"),
                        List.of("North Korea", "South Korea")));
        swap(
                "products",
                List.of("How do I install %s?", "Is %s free for schools?", "how does %s store its data?"),
                List.of(
                        List.of("PostgreSQL", "MySQL"),
                        List.of("Kafka", "RabbitMQ"),
                        List.of("react", "angular"),
                        List.of("Excel", "Word"),
                        List.of("Gmail", "Outlook")));
    }

    private void dates() {
        swap(
                "dates",
                List.of("What was the weather like in %s?", "Is the office open in %s?", "What were the sales in %s?"),
                List.of(
                        List.of("May", "March"),
                        List.of("2019", "2020"),
                        List.of("summer", "winter"),
                        List.of("the first quarter", "the third quarter"),
                        List.of("June 2021", "June 2022")));
        swap(
                "times",
                List.of("Which trains leave %s?", "What is on television %s?", "Is the library open %s?"),
                List.of(
                        List.of("today", "tomorrow"),
                        List.of("on Monday", "on Tuesday"),
                        List.of("at 5 pm", "at 6 pm"),
                        List.of("this year", "next year"),
                        List.of("last week", "last month")));
    }

    private void negations() {
        swap(
                "negation",
                List.of(
                        "Why %s my printer print?",
                        "When %s a contract end?", "Why %s my phone ring?", "Why %s the team agree?"),
                List.of(
                        List.of("does", "doesn't"),
                        List.of("did", "did not"),
                        List.of("can", "can't"),
                        List.of("should", "shouldn't")));
        swap(
                "without",
                List.of("How do I cook rice %s a lid?", "Can I fly %s a passport?", "How can I log on %s my phone?"),
                List.of(List.of("with", "without"), List.of("using", "not using")));
        swap(
                "prefixes",
                List.of("Which results are %s?", "Why is my account %s?", "What makes a file %s?"),
                List.of(
                        List.of("valid", "invalid"),
                        List.of("usual", "unusual"),
                        List.of("readable", "unreadable"),
                        List.of("active", "inactive"),
                        List.of("encrypted", "unencrypted")));
    }

    private void comparisons() {
        swap(
                "comparison",
                List.of(
                        "Which phones cost %s 300 euros?",
                        "Who is eligible with %s ten years of work?", "Which cities have %s a million people?"),
                List.of(
                        List.of("more than", "less than"),
                        List.of("at least", "at most"),
                        List.of("over", "under"),
                        List.of("exactly", "more than")));
        swap(
                "direction",
                List.of("What should I eat %s a run?", "What must be done %s an audit?", "Who signs %s the payment?"),
                List.of(List.of("before", "after"), List.of("during", "after")));
        swap(
                "superlatives",
                List.of(
                        "What is the %s month to visit Peru?",
                        "Which is the %s car on the market?", "What is the %s river in Asia?"),
                List.of(
                        List.of("best", "worst"),
                        List.of("cheapest", "most expensive"),
                        List.of("longest", "shortest"),
                        List.of("hottest", "coldest")));
    }

    private void roles() {
        roles(
                List.of(
                        "How do I convert %1 to %2?",
                        "How far is it from %1 to %2?",
                        "Why is %1 better than %2?",
                        "Did %1 attack %2?",
                        "Is %1 larger than %2?",
                        "How do I copy files from %1 to %2?",
                        "Can %1 replace %2?",
                        "How did %1 beat %2?"),
                List.of(
                        List.of("Prague", "Vienna"),
                        List.of("miles", "kilometres"),
                        List.of("linux", "windows"),
                        List.of("Brazil", "Chile"),
                        List.of("pdf", "csv")));
        roles(
                List.of("Does a %1 pay a %2?", "Can a %1 sue a %2?", "What does a %1 owe a %2?"),
                List.of(List.of("landlord", "tenant"), List.of("buyer", "seller"), List.of("bank", "shareholder")));
    }

    private void versionsAndCode() {
        swap(
                "versions",
                List.of("What is new in %s?", "How do I upgrade to %s?", "Is %s still supported?"),
                List.of(
                        List.of("Java 17", "Java 21"),
                        List.of("v2.1", "v2.2"),
                        List.of("Python 3.9", "Python 3.10"),
                        List.of("iPhone 12", "iPhone 13"),
                        List.of("release 1.0.3", "release 1.0.4"),
                        List.of("HTTP/1.1", "HTTP/2")));
        swap(
                "code",
                List.of("What does %s do?", "When should I call %s?", "Why does %s fail?"),
                List.of(
                        List.of("--force", "--no-force"),
                        List.of("getName()", "setName()"),
                        List.of("max_size", "min_size"),
                        List.of("git pull", "git push"),
                        List.of("-v", "-V"),
                        List.of("a == b", "a != b"),
                        List.of("config.yaml", "config.json"),
                        List.of("E1001", "E1010")));
    }

    private void opposites() {
        swap(
                "opposites",
                List.of("How do I %s the cache?", "Who may %s a user?", "What happens when I %s a module?"),
                List.of(
                        List.of("enable", "disable"),
                        List.of("add", "remove"),
                        List.of("lock", "unlock"),
                        List.of("import", "export"),
                        List.of("mount", "unmount"),
                        List.of("turn on", "turn off"),
                        List.of("upload", "download")));
        swap(
                "directions",
                List.of("How can I %s shares?", "Why did prices %s so much?", "What makes a market %s?"),
                List.of(
                        List.of("buy", "sell"),
                        List.of("rise", "fall"),
                        List.of("increase", "decrease"),
                        List.of("open", "close")));
    }

    private void questions() {
        swap(
                "asked for",
                List.of("%s was the treaty signed?", "%s is the conference held?", "%s was the bridge closed?"),
                List.of(
                        List.of("When", "Where"),
                        List.of("Why", "How"),
                        List.of("When", "Why"),
                        List.of("Where", "How")));
        pairs.add(new Pair("asked for", "Who wrote the report?", "When did they write the report?"));
        pairs.add(new Pair("asked for", "How many users are there?", "Who are the users?"));
        pairs.add(new Pair("asked for", "What is a mortgage?", "How do I get a mortgage?"));
        pairs.add(new Pair("asked for", "Is the service free?", "Why is the service free?"));
        pairs.add(new Pair("asked for", "How long is the bridge?", "How old is the bridge?"));
        pairs.add(new Pair("asked for", "How much is the ticket?", "How often is the ticket sold?"));
        swap(
                "modality",
                List.of("%s I report the income?", "%s tenants paint the walls?", "%s a minor sign the form?"),
                List.of(
                        List.of("Can", "Must"),
                        List.of("Should", "Can"),
                        List.of("Must", "May"),
                        List.of("Will", "Should")));
        swap(
                "tense",
                List.of("Who %s the president of France?", "What %s the rate of tax?"),
                List.of(List.of("is", "was"), List.of("is", "will be"), List.of("was", "will be")));
    }

    private void scopes() {
        swap(
                "scope",
                List.of(
                        "Do %s employees get a bonus?",
                        "Which rules apply to %s visitors?", "Can I delete %s messages?"),
                List.of(
                        List.of("all", "some"),
                        List.of("only new", "new"),
                        List.of("male", "female"),
                        List.of("part-time", "full-time"),
                        List.of("unpaid", "paid")));
        swap(
                "narrower",
                List.of(
                        "What is the refund policy%s?",
                        "How do I cancel my order%s?", "Where can I find the invoice%s?"),
                List.of(
                        List.of("", " for damaged goods"),
                        List.of("", " in Canada"),
                        List.of(" of the shop", " of the restaurant"),
                        List.of(" for students", " for teachers")));
    }
}
