package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveLimitTest {
    private static final int LEAST = 4;
    private static final int MOST = 64;
    private static final double MILLI = 1e6;

    private final AdaptiveLimit limit = new AdaptiveLimit(LEAST, 16, MOST);
    private final Random random = new Random(3);
    private long now;

    @Test
    void growsWhileItIsUsedAndNothingGetsSlower() {
        work(2000, WorkKind.SEARCH, 100);

        assertThat(limit.get()).isEqualTo(MOST);
    }

    @Test
    void staysWhileItIsNotUsed() {
        for (int i = 0; i < 1000; i++) {
            one(WorkKind.SEARCH, 100, 3);
        }

        assertThat(limit.get()).isEqualTo(16);
    }

    @Test
    void shrinksWhenWorkGetsSlowerAndRecovers() {
        work(2000, WorkKind.SEARCH, 100);

        work(1000, WorkKind.SEARCH, 1000);
        int crowded = limit.get();
        work(6000, WorkKind.SEARCH, 100);

        assertThat(crowded).isLessThanOrEqualTo(10);
        assertThat(limit.get()).isEqualTo(MOST);
    }

    @ParameterizedTest
    @ValueSource(ints = {220, 300, 1000})
    void getsUsedToWorkThatStaysSlow(int millis) {
        work(2000, WorkKind.SEARCH, 100);

        work(20_000, WorkKind.SEARCH, millis);

        assertThat(limit.get()).isEqualTo(MOST);
    }

    @Test
    void doesNotTakeACrowdForUsualHoweverLongItLasts() {
        int most = 0;
        for (int i = 0; i < 500_000; i++) {
            // Sixteen at once, and whatever is more only makes all of it slower.
            one(WorkKind.SEARCH, 100 * Math.max(1, limit.get() / 16.), limit.get());
            most = Math.max(most, limit.get());
        }

        assertThat(most).isLessThan(MOST);
    }

    @Test
    void doesNotMindThatThereIsMoreOfTheSlowerKind() {
        for (int i = 0; i < 3000; i++) {
            one(i % 10 == 0 ? WorkKind.GENERATED_ANSWER : WorkKind.KNOWN_ANSWER, i % 10 == 0 ? 2000 : 5, limit.get());
        }
        assertThat(limit.get()).isEqualTo(MOST);

        int least = MOST;
        for (int i = 0; i < 3000; i++) {
            one(i % 2 == 0 ? WorkKind.GENERATED_ANSWER : WorkKind.KNOWN_ANSWER, i % 2 == 0 ? 2000 : 5, limit.get());
            least = Math.min(least, limit.get());
        }

        assertThat(least).isEqualTo(MOST);
    }

    @Test
    void workOfNoKindTeachesNothingByItsTime() {
        for (int i = 0; i < 2000; i++) {
            one(WorkKind.OTHER, i < 1000 ? 1 : 10_000, limit.get());
        }

        assertThat(limit.get()).isEqualTo(MOST);
    }

    @Test
    void shrinksWhenWorkIsLostAndOnlyToTheLeast() {
        for (int i = 0; i < 2000; i++) {
            now += (long) (100 * MILLI) / limit.get();
            limit.lost(limit.get(), now);
        }

        assertThat(limit.get()).isEqualTo(LEAST);
    }

    @Test
    void aFewLossesCostNothing() {
        for (int i = 0; i < 3000; i++) {
            if (i % 100 == 0) {
                limit.lost(limit.get(), now);
            }
            one(WorkKind.SEARCH, 100, limit.get());
        }

        assertThat(limit.get()).isGreaterThan(MOST / 2);
    }

    @Test
    void countsWithinAWindowOfTimeHoweverMuchIsDone() {
        long start = now;
        while (now - start < Duration.ofMillis(499).toNanos()) {
            one(WorkKind.SEARCH, 1, 16);
        }

        assertThat(limit.get()).isEqualTo(16);
    }

    private void work(int count, WorkKind kind, double millis) {
        for (int i = 0; i < count; i++) {
            one(kind, millis, limit.get());
        }
    }

    /** As much as possible at once, each taking between half and one and a half times as long. */
    private void one(WorkKind kind, double millis, int inFlight) {
        now += (long) (millis * MILLI / inFlight);
        limit.began(kind, (long) (millis * MILLI * (.5 + random.nextDouble())));
        limit.done(inFlight, now);
    }
}
