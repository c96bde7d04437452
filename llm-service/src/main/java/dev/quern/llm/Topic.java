package dev.quern.llm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a conversation was about last: names before other things, the user's words before the assistant's. */
final class Topic {
    private static final Pattern KOREAN_TOPIC =
            Pattern.compile("(?<![\\p{L}\\p{N}])([\\p{L}\\p{N}]{2,40}?)(?:은|는|이|가|을|를|의)(?=\\s)");
    private static final Pattern NAME = Pattern.compile(
            "(?<![\\p{L}\\p{N}])\\p{Lu}[\\p{L}\\p{N}'’-]*+(?: (?:of |de |von )?+(?:\\p{Lu}[\\p{L}\\p{N}'’-]*+|\\p{N}++))*+");
    private static final Pattern OBJECT = Pattern.compile(
            "(?<![\\p{L}\\p{N}])(?:the|a|an) ((?:[\\p{L}\\p{N}-]++ ){0,2}[\\p{L}\\p{N}-]++)", Pattern.CASE_INSENSITIVE);
    private static final Pattern AUXILIARY =
            Pattern.compile("\\b(?:do|does|did|can|could|will|would|should) (?:the|an?)\\b", Pattern.CASE_INSENSITIVE);
    private static final Set<String> NO_NAMES = Set.of(
            "what",
            "who",
            "whom",
            "whose",
            "when",
            "where",
            "which",
            "why",
            "how",
            "is",
            "are",
            "was",
            "were",
            "do",
            "does",
            "did",
            "can",
            "could",
            "will",
            "would",
            "should",
            "has",
            "have",
            "had",
            "in",
            "on",
            "at",
            "the",
            "a",
            "an",
            "and",
            "but",
            "so",
            "then",
            "i",
            "it",
            "he",
            "she",
            "they",
            "we",
            "you",
            "this",
            "that",
            "these",
            "those",
            "please",
            "tell",
            "give",
            "explain",
            "describe",
            "list",
            "name",
            "yes",
            "no",
            "there",
            "for",
            "of",
            "to");

    private Topic() {}

    /** @param last the last thing that the user asked */
    static Optional<String> of(List<Message> history, String last) {
        if (QuestionLanguage.of(last).equals(Optional.of("ko"))) {
            Matcher matcher = KOREAN_TOPIC.matcher(last);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
        Optional<String> named = names(last).stream().findFirst();
        if (named.isPresent()) {
            return named;
        }
        Matcher object = OBJECT.matcher(last);
        if (object.find() && FollowUp.pronoun(last).isEmpty()) {
            return Optional.of("the " + withoutVerb(object.group(1).strip(), object.end(), last));
        }
        return history.reversed().stream()
                .filter(message -> message.author() != Author.SYSTEM)
                .flatMap(message -> names(message.text()).stream().limit(1))
                .findFirst();
    }

    /** "How does the cache work?" ends with what the thing does. */
    private static String withoutVerb(String object, int end, String question) {
        int space = object.lastIndexOf(' ');
        boolean last = question.substring(end).replaceAll("\\W", "").isEmpty();
        return last && space > 0 && AUXILIARY.matcher(question).find() ? object.substring(0, space) : object;
    }

    static List<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map(result -> withoutLeadingSmallWords(result.group()))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static String withoutLeadingSmallWords(String name) {
        String rest = name;
        while (!rest.isEmpty() && NO_NAMES.contains(rest.split(" ", 2)[0].toLowerCase(Locale.ROOT))) {
            int space = rest.indexOf(' ');
            rest = space < 0 ? "" : rest.substring(space + 1);
        }
        return rest;
    }
}
