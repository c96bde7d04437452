package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class UlidsTest {
    @Test
    void areInTheOrderInWhichTheyWereMade() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            made.add(Ulids.next());
        }

        assertThat(made).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(made).allMatch(ulid -> ulid.matches("[0-7][0-9A-HJKMNP-TV-Z]{25}"));
    }

    @Test
    void beginWithTheTime() {
        long before = System.currentTimeMillis();
        String ulid = Ulids.next();

        long time = 0;
        for (char digit : ulid.substring(0, 10).toCharArray()) {
            time = time * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(digit);
        }
        assertThat(time).isBetween(before, System.currentTimeMillis());
        assertThat(Ulids.time(ulid)).isEqualTo(Instant.ofEpochMilli(time));
    }
}
