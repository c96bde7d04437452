package dev.quern.llm;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a model's rewriting of a question may take its place: it is one line and of a question's length, keeps the
 * question's names, numbers and denial, has no name or number that neither the question nor the conversation has, and
 * takes at least half of its content words from there.
 */
final class RewritingCheck {
    private static final int LONGEST = 300;
    private static final int LONGER_BY = 120;
    private static final double LEAST_KNOWN = 0.5;
    private static final Pattern LEADING = Pattern.compile(
            "^(?:(?:standalone|rewritten|last)? ?question|rewritten|answer|user) ?:\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTES = Pattern.compile("^[\"“'`*]+|[\"”'`*]+$");

    private RewritingCheck() {}

    /** The rewriting without what models write around it, if it may be believed. */
    static Optional<String> accepted(String text, String question, List<Message> history) {
        String line = text.strip();
        line = QUOTES.matcher(LEADING.matcher(line).replaceFirst(""))
                .replaceAll("")
                .strip();
        if (line.isEmpty()
                || line.indexOf('\n') >= 0
                || line.length() > Math.min(LONGEST, question.length() + LONGER_BY)
                || SentenceEnds.split(line).size()
                        > SentenceEnds.split(question).size()
                || (asks(question) && !asks(line))) {
            return Optional.empty();
        }
        Words asked = Words.of(question);
        Words said = Words.of(String.join(
                "\n",
                history.stream()
                        .filter(message -> message.author() != Author.SYSTEM)
                        .map(Message::text)
                        .toList()));
        // Something stands before its first word, which otherwise would never count as a name.
        Words written = Words.of("so " + line);
        Set<String> known = new HashSet<>(asked.content());
        known.addAll(said.content());
        Set<String> numbers = new HashSet<>(asked.numbers());
        numbers.addAll(said.numbers());
        long familiar = written.content().stream().filter(known::contains).count();
        boolean faithful = known.containsAll(written.names())
                && numbers.containsAll(written.numbers())
                && written.numbers().containsAll(asked.numbers())
                && written.content().containsAll(asked.names())
                && written.negated() == asked.negated()
                && familiar >= LEAST_KNOWN * written.content().size()
                && familiar > 0;
        return faithful ? Optional.of(line) : Optional.empty();
    }

    private static boolean asks(String text) {
        String end = text.strip();
        return end.endsWith("?") || end.endsWith("？");
    }
}
