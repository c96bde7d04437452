package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Ulids;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class IncarnationsTest {
    @Test
    void rise() {
        assertThat(Incarnations.after(4, false)).isEqualTo("5");
        assertThat(Incarnations.after(4, true)).isEqualTo("5s");
        assertThat(Incarnations.number("5s")).isEqualTo(5);
        assertThat(Incarnations.number(Ulids.next())).isZero();
        assertThat(Incarnations.isLater("6s", "5")).isTrue();
        assertThat(Incarnations.isLater("10", "9s")).isTrue();
        assertThat(Incarnations.isLater("6s", "6s")).isFalse();
        assertThat(Incarnations.isLater("6s", "6")).isFalse();
    }

    @Test
    void aSignCountsForNothingWhenItIsOld() {
        Sign now = new Sign("owner", Instant.now());

        assertThat(now.isUp()).isTrue();
        assertThat(Sign.read(now.write())).isEqualTo(now);
        assertThat(new Sign("owner", Instant.now().minus(Sign.LIFE)).isUp()).isFalse();
        assertThat(Sign.NONE.isUp()).isFalse();
        assertThat(Sign.read(Sign.NONE.write())).isEqualTo(Sign.NONE);
        assertThat(Sign.read("")).isEqualTo(Sign.NONE);
    }
}
