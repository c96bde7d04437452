package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private final BatchSize size = new BatchSize(64);

    @Test
    void isHalvedOnceByThoseThatFailTogether() {
        size.tooMuch(64);
        size.tooMuch(64);
        size.tooMuch(64);

        assertThat(size.now()).isEqualTo(32);
    }

    @Test
    void isNeverLessThanOne() {
        for (int i = 0; i < 10; i++) {
            size.tooMuch(size.now());
        }

        assertThat(size.now()).isEqualTo(1);
    }

    @Test
    void growsBackOnceItHasGoneWellForAWhile() {
        size.tooMuch(64);

        int calls = succeedUntilItGrows();

        assertThat(size.now()).isEqualTo(64);
        assertThat(calls).isBetween(2, 100);
    }

    @Test
    void runsIntoTheSameLimitLessAndLessOften() {
        size.tooMuch(64);
        int first = succeedUntilItGrows();
        size.tooMuch(64);
        int second = succeedUntilItGrows();

        assertThat(second).isGreaterThan(first);
    }

    @Test
    void learnsNothingFromBatchesThatAreNotFull() {
        size.tooMuch(64);
        for (int i = 0; i < 1000; i++) {
            size.succeeded(31);
        }

        assertThat(size.now()).isEqualTo(32);
    }

    @Test
    void refusesToBeNothing() {
        assertThatThrownBy(() -> new BatchSize(0)).hasMessageContaining("quern.retrieval.indexing.batch");
    }

    private int succeedUntilItGrows() {
        int before = size.now();
        int calls = 0;
        while (size.now() == before && calls < 10_000) {
            size.succeeded(before);
            calls++;
        }
        return calls;
    }
}
