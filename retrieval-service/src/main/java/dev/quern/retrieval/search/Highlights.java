package dev.quern.retrieval.search;

import dev.quern.retrieval.Passage;
import dev.quern.retrieval.Passage.Highlight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a query's words stand in passages: the same word or the same stem, whatever its case and diacritics. */
final class Highlights {
    static final int MOST = 32;

    private final Set<String> stems;
    /** First letters of the stems: most words of a passage begin with none of them, and are done with at once. */
    private final Set<Integer> beginnings = new HashSet<>();

    Highlights(String query) {
        stems = Words.tellingStems(query);
        stems.stream().filter(stem -> !stem.isEmpty()).forEach(stem -> beginnings.add(stem.codePointAt(0)));
    }

    Passage in(Passage passage) {
        String text = passage.text();
        List<Highlight> found = new ArrayList<>();
        Words.listen(text, (start, end) -> {
            if (found.size() <= MOST && mayBegin(text.codePointAt(start)) && isWanted(text.substring(start, end))) {
                add(found, start, end);
            }
        });
        return passage.highlighted(found.subList(0, Math.min(MOST, found.size())));
    }

    private boolean mayBegin(int character) {
        return character >= 128 || beginnings.contains(Character.toLowerCase(character));
    }

    private boolean isWanted(String word) {
        return stems.contains(Stems.of(Words.folded(word)));
    }

    private static void add(List<Highlight> found, int start, int end) {
        if (!found.isEmpty() && found.getLast().end() == start) {
            found.set(found.size() - 1, new Highlight(found.getLast().start(), end));
        } else {
            found.add(new Highlight(start, end));
        }
    }
}
