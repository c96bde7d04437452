package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateWindowTest {
    private static final long MINUTE = 60_000;
    private static final long SECOND = 1_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void grantsNeverMoreThanTheLimitInAnyMinuteAndRefusesAtMostASecondTooLong(long seed) {
        Random random = new Random(seed);
        RateWindow window = new RateWindow();
        int limit = 1 + random.nextInt(40);
        int longestPause = random.nextBoolean() ? 200 : 20_000;
        List<Long> granted = new ArrayList<>();
        long now = random.nextInt(1_000_000);

        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(longestPause);
            long exactly = since(granted, now - MINUTE);
            if (window.left(limit, now) > 0) {
                assertThat(exactly).as("granted in the minute before").isLessThan(limit);
                window.add(now);
                granted.add(now);
            } else {
                assertThat(since(granted, now - MINUTE - SECOND))
                        .as("granted in the minute and second before")
                        .isGreaterThanOrEqualTo(limit);
                long wait = window.untilMore(now);
                assertThat(wait).isBetween(1L, MINUTE + SECOND);
                now += wait;
                assertThat(window.left(limit, now)).isPositive();
            }
        }

        assertThat(granted).hasSizeGreaterThan(limit);
    }

    private static long since(List<Long> granted, long from) {
        long count = 0;
        for (int i = granted.size() - 1; i >= 0 && granted.get(i) > from; i--) {
            count++;
        }
        return count;
    }
}
