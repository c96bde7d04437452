package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Candidate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TellingWordsTest {
    private static final List<Candidate> FOUND = List.of(
            candidate("The mill of Ashford grinds barley.", .9),
            candidate("In Ashford the mill stands still.", .8),
            candidate("The mill grinds and grinds grain.", .2));

    @Test
    void takesRareWordsAndNamesForTelling() {
        TellingWords telling = new TellingWords(FOUND);

        assertThat(telling.of(FOUND.get(1).passage().text(), Set.of("mill"), 10))
                .extracting(TellingWords.Telling::word)
                .containsExactly("Ashford", "stands", "still");
        assertThat(telling.of(FOUND.getFirst().passage().text(), Set.of(), 10)
                        .getLast()
                        .word())
                .isEqualTo("mill");
    }
}
