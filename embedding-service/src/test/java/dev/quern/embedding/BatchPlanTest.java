package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Priority;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    private static final BatchShape PADDED = new BatchShape(32, 512, true);

    @Test
    void fillsABatchWithTextsOfOneLength() {
        int[] many = new int[100];
        Arrays.fill(many, 20);

        assertThat(chosen(PADDED, many)).hasSize(25).containsOnly(20);
    }

    @Test
    void looksForCompanyOfLikeLength() {
        assertThat(chosen(PADDED, 100, 8, 101, 250, 97, 12)).containsExactlyInAnyOrder(100, 101, 97);
    }

    @Test
    void takesTheFirstWhateverItsLength() {
        assertThat(chosen(PADDED, 700, 690, 5)).containsExactly(700);
        assertThat(chosen(PADDED, 5, 700)).containsExactly(5);
    }

    @Test
    void takesNoMoreThanTheModelLikes() {
        assertThat(chosen(new BatchShape(3, 512, true), 9, 9, 9, 9, 9)).hasSize(3);
        assertThat(chosen(BatchShape.ALONE, 9, 9, 9)).hasSize(1);
    }

    @Test
    void keepsToTheOrderOfTheirTurnsWhereNothingIsPadded() {
        assertThat(chosen(new BatchShape(10, 30, false), 9, 1, 20, 1)).containsExactly(9, 1, 20);
        assertThat(chosen(new BatchShape(10, 30, false), 90, 1)).containsExactly(90);
    }

    @Test
    void wastesNoMoreOnPaddingThanBatchesOfTheirOwnWouldCost() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            int[] lengths = IntStream.range(0, 1 + random.nextInt(60))
                    .map(i -> 1 + random.nextInt(300))
                    .toArray();

            List<Integer> batch = chosen(PADDED, lengths);

            int longest = batch.stream().mapToInt(i -> i).max().orElseThrow();
            int padding =
                    batch.size() * longest - batch.stream().mapToInt(i -> i).sum();
            assertThat(batch).contains(lengths[0]);
            assertThat(batch.size() == 1 || batch.size() * longest <= 512).isTrue();
            assertThat(padding).isLessThanOrEqualTo(16 * (batch.size() - 1));
        }
    }

    private static List<Integer> chosen(BatchShape shape, int... lengths) {
        List<FakeText> texts = Arrays.stream(lengths)
                .mapToObj(length -> new FakeText("text", length, length))
                .toList();
        List<WaitingInput> waiting = new ComputeRequest<>(
                        TestCalls.patient(), Priority.INTERACTIVE, FakeEmbeddingModel.open(), texts)
                .inputs();
        return BatchPlan.choose(waiting, shape).stream()
                .map(WaitingInput::length)
                .toList();
    }
}
