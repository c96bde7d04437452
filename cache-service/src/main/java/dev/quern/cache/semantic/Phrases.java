package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replaces expressions of several words by what means the same in one. */
final class Phrases {
    private static final Map<String, List<Phrase>> BY_FIRST = read();

    private Phrases() {}

    private record Phrase(List<String> words, List<String> replacement) {
        boolean isAt(List<Token> tokens, int position) {
            if (position + words.size() > tokens.size()) {
                return false;
            }
            for (int i = 0; i < words.size(); i++) {
                if (!tokens.get(position + i).text().equals(words.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    static List<Token> replaced(List<Token> tokens) {
        List<Token> result = new ArrayList<>(tokens.size());
        int position = 0;
        while (position < tokens.size()) {
            Token token = tokens.get(position);
            Phrase phrase = longestAt(tokens, position);
            if (phrase == null) {
                result.add(token);
                position++;
            } else {
                result.add(token.as(phrase.replacement().getFirst()));
                phrase.replacement().stream().skip(1).map(token::following).forEach(result::add);
                position += phrase.words().size();
            }
        }
        return result;
    }

    private static @Nullable Phrase longestAt(List<Token> tokens, int position) {
        Phrase longest = null;
        for (Phrase phrase : BY_FIRST.getOrDefault(tokens.get(position).text(), List.of())) {
            if (phrase.isAt(tokens, position)
                    && (longest == null
                            || phrase.words().size() > longest.words().size())) {
                longest = phrase;
            }
        }
        return longest;
    }

    private static Map<String, List<Phrase>> read() {
        Map<String, List<Phrase>> phrases = new HashMap<>();
        for (String line : Words.phrases()) {
            int arrow = line.indexOf(" > ");
            List<String> words = List.of(line.substring(0, arrow).split(" ", -1));
            phrases.computeIfAbsent(words.getFirst(), _ -> new ArrayList<>())
                    .add(new Phrase(words, List.of(line.substring(arrow + 3).split(" ", -1))));
        }
        return phrases;
    }
}
