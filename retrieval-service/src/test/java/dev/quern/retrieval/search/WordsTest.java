package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Two mills, 3rd river.   | Two mills 3rd river
            don't 'quote' it's      | don't quote it's
            世界 and 한국어         | 世 界 and 한국어
            e\u0301te\u0301!        | e\u0301te\u0301
            ...                     | ''
            a_b-c                   | a b c
            """)
    void findsWords(String text, String words) {
        List<String> found = new ArrayList<>();
        Words.listen(text, (start, end) -> found.add(text.substring(start, end)));

        assertThat(String.join(" ", found)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"MILL,mill", "Müller,muller", "Mill's,mill", "Mill’s,mill", "é,e", "ﬁne,fine"})
    void foldsCaseDiacriticsAndPossessives(String word, String folded) {
        assertThat(Words.folded(word)).isEqualTo(folded);
    }

    @Test
    void leavesOutWhatTellsNothingUnlessThereIsNothingElse() {
        assertThat(Words.tellingStems("Who are the mills of the river?")).containsExactly("mill", "river");
        assertThat(Words.tellingStems("to be or not to be")).containsExactly("to", "be", "or", "not");
        assertThat(Words.tellingStems("?!")).isEmpty();
    }
}
