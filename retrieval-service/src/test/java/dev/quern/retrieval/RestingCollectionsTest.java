package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestingCollectionsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final CollectionId NOTES = new CollectionId("acme", "notes");

    private final RestingCollections resting = new RestingCollections(new Backoff(HOUR, Duration.ofHours(8)));

    @Test
    void letsACollectionRestUntilSomethingOfItWorks() {
        resting.failed(NOTES, Duration.ZERO);

        assertThat(resting.isResting(NOTES)).isTrue();
        assertThat(resting.isResting(new CollectionId("acme", "others"))).isFalse();
        assertThat(resting.isResting(NOTES.asSuccessor())).isFalse();
        resting.worked(NOTES);
        assertThat(resting.isResting(NOTES)).isFalse();
    }

    @Test
    void doesNotRestLongerForWhatWasUnderWayWhenItBegan() {
        for (int i = 0; i < 8; i++) {
            resting.failed(NOTES, Duration.ZERO);
        }

        assertThat(resting.untilNext(Duration.ofHours(4))).isLessThanOrEqualTo(HOUR);
    }

    @Test
    void waitsForTheLongestWhenNothingRests() {
        assertThat(resting.untilNext(HOUR)).isEqualTo(HOUR);
        resting.failed(NOTES, Duration.ofHours(8));
        assertThat(resting.untilNext(HOUR)).isEqualTo(HOUR);
    }

    @Test
    void remembersNoMoreThanItMay() {
        for (int i = 0; i <= 10_000; i++) {
            resting.failed(new CollectionId("acme", "notes-" + i), Duration.ZERO);
        }

        assertThat(resting.isResting(new CollectionId("acme", "notes-0"))).isFalse();
        assertThat(resting.isResting(new CollectionId("acme", "notes-10000"))).isTrue();
    }
}
