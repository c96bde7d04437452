package dev.quern.llm;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kind of thing an English question asks for, and whether a sentence has one that the question has not. */
enum AnswerType {
    PERSON,
    PLACE,
    TIME,
    NUMBER,
    REASON,
    ANY;

    private static final int FLAGS = Pattern.CASE_INSENSITIVE;
    private static final Pattern ASKS_NUMBER = Pattern.compile(
            "\\bhow (?:many|much|long|old|tall|high|far|large|big|deep|often|fast|heavy)\\b"
                    + "|\\bwhat (?:percent(?:age)?|proportion|fraction|number|amount)\\b",
            FLAGS);
    private static final Pattern ASKS_TIME =
            Pattern.compile("\\bwhen\\b|\\b(?:what|which) (?:year|date|day|month|century|decade|time)\\b", FLAGS);
    private static final Pattern ASKS_PERSON = Pattern.compile("\\b(?:who|whom|whose)\\b", FLAGS);
    private static final Pattern ASKS_PLACE = Pattern.compile(
            "\\bwhere\\b|\\b(?:what|which) (?:city|country|state|town|place|location|region)\\b", FLAGS);
    private static final Pattern ASKS_REASON = Pattern.compile("\\bwhy\\b|\\bwhat (?:caused|causes)\\b", FLAGS);

    private static final Pattern HAS_TIME = Pattern.compile(
            "(?<!\\p{N})(?:1\\d{3}|20\\d{2})s?(?!\\p{N})|\\b(?:january|february|march|april|june|july|august|september"
                    + "|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|decade"
                    + "|bc|bce|ad|today|summer|winter|spring|autumn)\\b",
            FLAGS);
    private static final Pattern NUMBER_WORD = Pattern.compile(
            "\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred"
                    + "|thousand|million|billion|half|third|quarter|dozen|several|few|many|most)\\b",
            FLAGS);
    private static final Pattern HAS_REASON = Pattern.compile(
            "\\b(?:because|due to|since|so that|in order to|therefore|as a result|caused?|led to|reason|to (?:avoid|prevent"
                    + "|protect|ensure|allow|reduce|increase|make))\\b",
            FLAGS);

    static AnswerType of(String question) {
        if (ASKS_NUMBER.matcher(question).find()) {
            return NUMBER;
        } else if (ASKS_TIME.matcher(question).find()) {
            return TIME;
        } else if (ASKS_PERSON.matcher(question).find()) {
            return PERSON;
        } else if (ASKS_PLACE.matcher(question).find()) {
            return PLACE;
        }
        return ASKS_REASON.matcher(question).find() ? REASON : ANY;
    }

    /** Whether the sentence may hold the answer: it has something of this type beside what the question itself has. */
    boolean isIn(String sentence, Words words, Words question) {
        return switch (this) {
            case PERSON, PLACE -> !question.content().containsAll(words.names());
            case TIME -> hasOther(HAS_TIME, sentence, question);
            case NUMBER ->
                !question.numbers().containsAll(words.numbers()) || hasOther(NUMBER_WORD, sentence, question);
            case REASON -> HAS_REASON.matcher(sentence).find();
            case ANY -> true;
        };
    }

    private static boolean hasOther(Pattern pattern, String sentence, Words question) {
        Matcher matcher = pattern.matcher(sentence);
        while (matcher.find()) {
            if (!question.content().contains(matcher.group().toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
