package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {
    @Test
    void putsEveryTextIntoOneRunThatIsNotTooLarge() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int limit = 1 + random.nextInt(600);
            List<TokenizedText> texts = Stream.generate(() -> text(2 + random.nextInt(255)))
                    .limit(random.nextInt(130))
                    .toList();

            List<List<Integer>> runs = MicroBatches.plan(texts, limit);

            assertThat(runs.stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, texts.size()).boxed().toList());
            assertThat(runs).allSatisfy(run -> {
                int width =
                        run.stream().mapToInt(i -> texts.get(i).length()).max().orElseThrow();
                assertThat(run.size() == 1 || run.size() * width <= limit).isTrue();
            });
        }
    }

    @Test
    void putsTextsOfLikeLengthTogether() {
        List<List<Integer>> runs = MicroBatches.plan(List.of(text(200), text(5), text(210), text(6)), 420);

        assertThat(runs).containsExactly(List.of(1, 3), List.of(0, 2));
    }

    private static TokenizedText text(int tokens) {
        return new TokenizedText(new long[tokens], new long[tokens], tokens);
    }
}
