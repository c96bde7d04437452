package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.HybridFusion.Scored;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HybridExplanationTest {
    private static final List<Scored<Integer>> WORDED = List.of(new Scored<>(4, 8.214), new Scored<>(2, 1));

    @Test
    void saysWhereBothListsHaveIt() {
        HybridExplanation<Integer> explanation = new HybridExplanation<>(Optional.of(list(50)), Optional.of(WORDED));

        assertThat(explanation.of(2, Optional.of(.7119f)))
                .isEqualTo("vectors: 3rd of 50, cosine 0.712; words: 2nd of 2, BM25 1.00");
        assertThat(explanation.of(4, Optional.of(-.5f)))
                .isEqualTo("vectors: 5th of 50, cosine -0.500; words: 1st of 2, BM25 8.21");
    }

    @Test
    void saysWhichListLacksIt() {
        HybridExplanation<Integer> explanation = new HybridExplanation<>(Optional.of(list(3)), Optional.of(WORDED));

        assertThat(explanation.of(4, Optional.of(.1f)))
                .isEqualTo("vectors: not among 3, cosine 0.100; words: 1st of 2, BM25 8.21");
        assertThat(explanation.of(0, Optional.of(.1f)))
                .isEqualTo("vectors: 1st of 3, cosine 0.100; words: not among 2");
    }

    @Test
    void saysNothingOfWhatWasNotSearched() {
        assertThat(new HybridExplanation<Integer>(Optional.empty(), Optional.of(WORDED)).of(4, Optional.empty()))
                .isEqualTo("words: 1st of 2, BM25 8.21");
        assertThat(new HybridExplanation<Integer>(Optional.of(list(1)), Optional.empty()).of(0, Optional.of(1f)))
                .isEqualTo("vectors: 1st of 1, cosine 1.000");
    }

    @Test
    void countsInEnglish() {
        HybridExplanation<Integer> explanation = new HybridExplanation<>(Optional.of(list(122)), Optional.empty());

        assertThat(IntStream.of(10, 11, 12, 20, 21, 22, 110, 111, 120, 121)
                        .mapToObj(
                                entry -> explanation.of(entry, Optional.empty()).split(" ", -1)[1]))
                .containsExactly("11th", "12th", "13th", "21st", "22nd", "23rd", "111th", "112th", "121st", "122nd");
    }

    private static List<Scored<Integer>> list(int size) {
        return IntStream.range(0, size)
                .mapToObj(entry -> new Scored<>(entry, 1.0 / (1 + entry)))
                .toList();
    }
}
