package dev.quern.llm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The passages of a prompt: one line each, numbered as they were given, without sentences that an earlier one has
 * (neighbouring chunks overlap), cut between sentences where the budget ends (within the first one where not even
 * that fits). The most relevant ones fill the budget
 * first and stand first and last, since models read the middle worst: 1, 3, 5, ..., 6, 4, 2.
 */
final class Sources {
    private static final int TOKENS_PER_SOURCE = 8;

    private final ToIntFunction<String> tokens;
    private final Set<String> seen = new HashSet<>();
    private int left;

    private Sources(int budget, ToIntFunction<String> tokens) {
        this.left = budget;
        this.tokens = tokens;
    }

    /** Lines in at most {@code budget} tokens, as {@code tokens} counts them. */
    static String lines(List<Passage> passages, int budget, ToIntFunction<String> tokens) {
        Sources sources = new Sources(budget, tokens);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < passages.size() && sources.left > 0; i++) {
            String line = sources.line(i + 1, passages.get(i));
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return mostRelevantOutside(lines).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private String line(int number, Passage passage) {
        String title = PlainText.of(passage.title());
        left -= TOKENS_PER_SOURCE + tokens.applyAsInt(title);
        StringBuilder text = new StringBuilder();
        for (String sentence : SentenceEnds.split(PlainText.seen(passage.text()))) {
            String plain = PlainText.of(sentence);
            if (seen.isEmpty()) {
                plain = cut(plain);
            }
            int cost = tokens.applyAsInt(plain);
            if (cost > left) {
                left = 0;
                break;
            }
            if (!plain.isEmpty() && seen.add(plain)) {
                text.append(' ').append(plain);
                left -= cost;
            }
        }
        if (text.isEmpty()) {
            return "";
        }
        return "[" + number + "]" + (title.isEmpty() ? "" : " " + title + ":") + text;
    }

    /** As much of the first sentence as fits: better a part of a source than none. */
    private String cut(String sentence) {
        String part = sentence;
        for (int cost = tokens.applyAsInt(part); cost > left && !part.isEmpty(); cost = tokens.applyAsInt(part)) {
            int end = (int) Math.min(part.length() - 1, (long) part.length() * Math.max(0, left) / cost);
            int space = part.lastIndexOf(' ', end);
            end = space > 0 ? space : end;
            part = part.substring(0, end > 0 && Character.isLowSurrogate(part.charAt(end)) ? end - 1 : end);
        }
        return part;
    }

    private static List<String> mostRelevantOutside(List<String> lines) {
        List<String> ordered = new ArrayList<>();
        IntStream.range(0, lines.size()).filter(i -> i % 2 == 0).forEach(i -> ordered.add(lines.get(i)));
        int middle = ordered.size();
        IntStream.range(0, lines.size()).filter(i -> i % 2 == 1).forEach(i -> ordered.add(middle, lines.get(i)));
        return ordered;
    }
}
