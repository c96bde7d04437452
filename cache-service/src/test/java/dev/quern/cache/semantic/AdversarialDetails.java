package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;

/**
 * Pairs where a mark, a letter's case or a small word makes the difference. Unlike those of {@link AdversarialPairs}, they
 * are not held apart: wrong hits that were found, with their like, and the matcher was made to refuse them.
 */
final class AdversarialDetails {
    private final List<AdversarialPairs.Pair> pairs = new ArrayList<>();

    private AdversarialDetails() {}

    static List<AdversarialPairs.Pair> all() {
        AdversarialDetails all = new AdversarialDetails();
        all.operators();
        all.separators();
        all.spelling();
        all.letters();
        all.smallWords();
        all.nouns();
        all.choices();
        all.duties();
        all.persons();
        all.prepositions();
        all.clauses();
        all.owners();
        all.pasts();
        return List.copyOf(all.pairs);
    }

    /** Each template with both of each couple. */
    private void swap(String kind, List<String> templates, String... couples) {
        for (String template : templates) {
            for (String couple : couples) {
                String[] both = couple.split(" \\| ", -1);
                pairs.add(new AdversarialPairs.Pair(
                        kind, template.replace("%s", both[0]), template.replace("%s", both[1])));
            }
        }
    }

    private void swap(String kind, String... couples) {
        swap(kind, List.of("%s"), couples);
    }

    private void operators() {
        swap(
                "operators",
                List.of("Which products have a %s?", "how do i filter rows by %s", "Is a %s allowed?"),
                "price > 100 | price < 100",
                "price >100 | price <100",
                "price>100 | price<100",
                "weight <= 5 kg | weight < 5 kg",
                "ratio ≥ 2 | ratio ≤ 2",
                "size = 3 | size != 3");
        swap(
                "operators",
                List.of("What does the %s operator do?", "What does %s mean in JavaScript?", "When is %s used?"),
                "< | >",
                "=> | =",
                "& | &&",
                "* | **",
                "! | !!",
                "[] | {}",
                "() | []",
                "x++ | x--",
                "? | :",
                ".. | ...",
                "!x | x");
        swap(
                "operators",
                "The goal for HbA1c is <7 % | The goal for HbA1c is 7 %",
                "What is the size of char* in C? | What is the size of char in C?",
                "What is the size of *p in C? | What is the size of p in C?",
                "What is the size of char[] in C? | What is the size of char in C?",
                "Why is my blood type A- rare? | Why is my blood type A rare?",
                "How tall is a plant of 5\"? | How tall is a plant of 5'?",
                "What is the type of &x? | What is the type of x?");
    }

    private void separators() {
        swap(
                "separators",
                List.of("What is %s?", "Can you explain %s to me?", "Is %s right?"),
                "144/12 | 144-12",
                "20:15 | 20/15",
                "3-5 | 3/5",
                "1,5 | 1/5",
                "n-1 | n/1");
        swap("separators", "Is there a 3-5 day delay? | Is there a 3/5 day delay?", "Is it at 20:15? | Is it 20/15?");
    }

    private void spelling() {
        swap(
                "spelling",
                "What is 10² in words? | What is 102 in words?",
                "What is 2³ + 1? | What is 23 + 1?",
                "What is 5½ in percent? | What is 51/2 in percent?",
                "What is log₂8? | What is log28?",
                "What is n!? | What is n?",
                "What is n! | What is n",
                "What is 5!? | What is 5?",
                "How do I compute (n-1)!? | How do I compute (n-1)?",
                "What does cd ..? | What does cd?",
                "what does cd .. do | what does cd do",
                "What happens after cd ..? | What happens after cd?");
    }

    private void letters() {
        swap(
                "case of units",
                List.of("How much is %s?", "how long does it take to send %s", "What can I do with %s?"),
                "5 MW | 5 mW",
                "5MW | 5mW",
                "8 Mb | 8 MB",
                "8Gb | 8GB",
                "20 mg | 20 Mg",
                "3 M | 3 m");
        swap(
                "single letters",
                List.of("What is %s?", "Who is in charge of %s at work?", "How do I get to %s from here?"),
                "hepatitis A | hepatitis",
                "hepatitis a | hepatitis",
                "Building A | the building",
                "plan A | the plan",
                "vitamin A | a vitamin",
                "section S | the section");
        swap("titles", "Is Mr Smith liable? | Is Mrs Smith liable?", "Where is Dr Who? | Where is who?");
    }

    private void smallWords() {
        swap(
                "too",
                List.of("Is it %s?", "When is it %s for a child?", "Why was the water %s?"),
                "too hot to swim | hot to swim",
                "too late to cancel | late to cancel",
                "too cold to work | cold to work");
        swap(
                "numbers in words",
                List.of("Can I retire %s?", "Who was president %s?", "What may a driver do %s?"),
                "at age twenty one | at age twenty",
                "at age thirty-one | at age thirty",
                "in chapter one | in chapter",
                "at forty one | at forty two");
    }

    private void nouns() {
        swap(
                "narrower nouns",
                List.of("What is the %s in Ireland?", "How do I look up the %s of my company?", "Who sets the %s?"),
                "effective tax rate | tax rate",
                "land use tax | land tax",
                "development database | database",
                "build server | server",
                "location service | service",
                "concept car | car");
    }

    private void choices() {
        swap(
                "and, or",
                List.of("Do I need %s?", "Which forms are for %s in Germany?", "What is the price with %s?"),
                "a passport and a visa | a passport or a visa",
                "admin and editor roles | admin or editor roles",
                "milk, sugar and tea | milk, sugar or tea",
                "milk & sugar | milk or sugar",
                "tea and milk or sugar | tea or milk and sugar");
    }

    private void duties() {
        swap(
                "duties",
                "Which documents do I not have to submit? | Which documents must I not submit?",
                "What do employees not have to wear? | What must employees not wear?",
                "When do tenants not need to pay? | When must tenants not pay?",
                "Where don't visitors have to park? | Where must visitors not park?",
                "Who does not have to sign the form? | Who must not sign the form?");
    }

    private void persons() {
        swap(
                "persons",
                "Did he sue her? | Did she sue him?",
                "When did he leave her? | When did she leave him?",
                "Do I owe you? | Do you owe me?",
                "When may I sue you? | When may you sue me?",
                "Does his mother like her? | Does her mother like him?",
                "Did they pay us? | Did we pay them?",
                "Is my employer liable for your loss? | Is your employer liable for my loss?",
                "How do I get you to pay me? | How do you get me to pay you?");
    }

    private void prepositions() {
        swap(
                "prepositions",
                List.of("Who %s at the office?", "Is it true that someone %s in Berlin?"),
                "works with Anna | works for Anna",
                "spoke to Anna | spoke about Anna",
                "paid by Anna | paid for Anna",
                "travels with Anna | travels to Anna");
        swap(
                "prepositions",
                "Can I fly via Rome? | Can I fly to Rome?",
                "Which bus goes to Rome? | Which bus goes through Rome?",
                "Can I cancel within 5 days? | Can I cancel in 5 days?",
                "Can I pay within a month? | Can I pay in a month?",
                "Is the parcel delivered within two weeks? | Is the parcel delivered in two weeks?",
                "Can I pay by Friday? | Can I pay on Friday?");
    }

    private void clauses() {
        swap(
                "converse",
                "If the deposit is lost, is the contract void? | If the contract is void, is the deposit lost?",
                "If the deposit is lost, is the contract void? | Is the deposit lost if the contract is void?",
                "Is the deposit lost if the contract is void? | Is the contract void if the deposit is lost?",
                "When the pump stops, does the alarm ring? | When the alarm rings, does the pump stop?",
                "Does the pump stop when the alarm rings? | Does the alarm ring when the pump stops?",
                "What if the pump fails when it rains? | What if it rains when the pump fails?",
                "Because prices rise, do wages rise? | Because wages rise, do prices rise?",
                "Do prices rise because wages rise? | Do wages rise because prices rise?",
                "While Anna sleeps, does Bob work? | While Bob works, does Anna sleep?",
                "Although Anna sleeps, does Bob work? | Although Bob works, does Anna sleep?",
                "Unless Anna pays, does Bob sue? | Unless Bob sues, does Anna pay?");
    }

    private void owners() {
        swap(
                "owners",
                List.of("Who is the %s?", "Where does the %s live?", "how old is the %s"),
                "father of the mother of Anna | father's mother of Anna",
                "friend of the teacher of Bob | friend's teacher of Bob",
                "owner of the bank of Chile | owner's bank of Chile");
    }

    private void pasts() {
        swap(
                "past",
                List.of("Who %s?", "Which firm %s?"),
                "owned Twitter | owns Twitter",
                "built the bridge | builds the bridge",
                "sold the house | sells the house",
                "paid the tax | pays the tax",
                "wrote the reports | writes the reports");
    }
}
