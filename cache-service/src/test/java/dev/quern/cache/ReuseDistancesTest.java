package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReuseDistancesTest {
    @Test
    void countsTheKeysUsedInBetween() {
        ReuseDistances distances = new ReuseDistances(10);

        List<Integer> found = java.util.stream.LongStream.of(1, 2, 3, 3, 2, 1, 1)
                .mapToObj(distances::use)
                .toList();

        assertThat(found).containsExactly(-1, -1, -1, 0, 1, 2, 0);
    }

    @Test
    void agreesWithAListInOrderOfUse() {
        int most = 50;
        ReuseDistances distances = new ReuseDistances(most);
        List<Long> byUse = new ArrayList<>();
        Random random = new Random(7);

        for (int i = 0; i < 20_000; i++) {
            long key = (long) (80 * random.nextDouble() * random.nextDouble());
            int expected = byUse.indexOf(key);
            byUse.remove(key);
            byUse.addFirst(key);
            if (byUse.size() > most) {
                byUse.removeLast();
            }

            assertThat(distances.use(key)).isEqualTo(expected);
            assertThat(distances.remembered()).isEqualTo(byUse.size());
        }
    }
}
