package dev.quern.llm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Questions that lean on the one before, and what they say without leaning, by rules: a pronoun is replaced by the topic,
 * the last thing that was named; what differs ("And in 2020?") takes the place of its like in the last question; what
 * cannot be placed is put after it. English, and of Korean the commonest forms.
 */
final class FollowUp {
    private static final int SHORT = 4;

    private static final Pattern OPENING = Pattern.compile(
            "^(?:and|but|so|then|also|what about|how about|and what about|그리고|그럼|그러면|그렇다면|그런데)[\\s,]+",
            Pattern.CASE_INSENSITIVE);
    /** After "it" where that stands for nothing that was said: "Is it possible to ...?", "What does it mean that ...?" */
    private static final String EMPTY_IT = "(?! (?:take|mean|matter)s?\\b"
            + "|(?: (?:is|was)|(?<=\\b(?:is|was) it))(?: (?:not|still|always|ever|really))? (?:worth\\b"
            + "|(?:possible|impossible|necessary|important|true|safe|ok|okay|better|best|good|bad|common|normal|usual"
            + "|easy|easier|hard|difficult|recommended|required|advisable|allowed|legal|useful|enough|likely|known|clear)"
            + " (?:to|that|whether|if|for)\\b))";

    private static final Pattern PRONOUN = Pattern.compile(
            "(?<![\\p{L}\\p{N}])(?:(its|his|her|their)|(it" + EMPTY_IT
                    + "|he|she|they|him|them|this one|that one))(?![\\p{L}\\p{N}'’])",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern KOREAN_PRONOUN =
            Pattern.compile("(?<!\\p{L})(?:그것|이것|그거|이거|거기|그곳|그녀|그들)(?=[은는이가을를의에도]|\\P{L}|$)");
    private static final Pattern DATE = Pattern.compile(
            "((?:in|of|since|before|after|during|by|for) )?(?:(?:january|february|march|april|may|june|july|august"
                    + "|september|october|november|december) )?(?<!\\p{N})(?:1\\d{3}|20\\d{2})(?!\\p{N})년?",
            Pattern.CASE_INSENSITIVE);

    private FollowUp() {}

    static boolean isFollowUp(String question, List<Message> history) {
        if (lastQuestion(history).isEmpty()) {
            return false;
        }
        String bare = question.strip();
        return OPENING.matcher(bare).find()
                || pronoun(bare).isPresent()
                || KOREAN_PRONOUN.matcher(bare).find()
                || Words.of(bare).content().isEmpty()
                || (bare.split("\\s+").length < SHORT && Words.of(bare).names().isEmpty() && !Words.areJoined(bare));
    }

    /** The question itself when nothing was said before it that it could lean on. */
    static String standalone(String question, List<Message> history) {
        Optional<String> last = lastQuestion(history);
        if (last.isEmpty()) {
            return question;
        }
        String rest = OPENING.matcher(question.strip()).replaceFirst("").strip();
        Optional<String> swapped = swapDate(rest, last.get());
        if (swapped.isPresent()) {
            return swapped.get();
        }
        Optional<String> topic = Topic.of(history, last.get());
        Matcher korean = KOREAN_PRONOUN.matcher(rest);
        if (topic.isPresent() && korean.find()) {
            return korean.replaceFirst(Matcher.quoteReplacement(topic.get()));
        }
        if (topic.isPresent() && pronoun(rest).isPresent()) {
            return capital(replacePronouns(rest, topic.get()));
        }
        return last.get() + " " + capital(rest);
    }

    private static Optional<String> swapDate(String rest, String last) {
        Matcher now = DATE.matcher(rest);
        Matcher then = DATE.matcher(last);
        if (!now.find() || !then.find()) {
            return Optional.empty();
        }
        String date = now.group();
        if (!Words.of(now.replaceFirst(" ")).content().isEmpty()) {
            return Optional.empty();
        }
        // A bare year leaves the preposition that the other had.
        boolean bare = Character.isDigit(date.charAt(0)) && then.group(1) != null;
        return Optional.of(then.replaceFirst(
                Matcher.quoteReplacement((bare ? then.group(1) : "") + date.toLowerCase(Locale.ROOT))));
    }

    private static String replacePronouns(String question, String topic) {
        return PRONOUN.matcher(question).replaceAll(match -> {
            boolean own = match.group(1) != null;
            return Matcher.quoteReplacement(own ? topic + (topic.endsWith("s") ? "'" : "'s") : topic);
        });
    }

    /** A pronoun that nothing within the question can stand for: no name comes before it. */
    static Optional<String> pronoun(String question) {
        Matcher matcher = PRONOUN.matcher(question);
        return matcher.find()
                        && Topic.names(question.substring(0, matcher.start())).isEmpty()
                ? Optional.of(matcher.group())
                : Optional.empty();
    }

    private static Optional<String> lastQuestion(List<Message> history) {
        return history.reversed().stream()
                .filter(message -> message.author() == Author.USER)
                .map(message -> PlainText.ofTurn(message.text()))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
