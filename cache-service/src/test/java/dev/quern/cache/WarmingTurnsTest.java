package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import org.junit.jupiter.api.Test;

class WarmingTurnsTest {
    @Test
    void letsOnlySoManyCallersLoadAtOnce() {
        WarmingTurns turns = new WarmingTurns(2, 1_000, () -> 0);
        WarmingTurns.Turn first = turns.take();
        WarmingTurns.Turn second = turns.take();
        assertThatThrownBy(turns::take).isInstanceOf(QuernException.class).hasMessageContaining("Others");

        first.close();
        first.close();
        turns.take();

        assertThatThrownBy(turns::take).isInstanceOf(QuernException.class);
        second.close();
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new WarmingTurns(0, 1, () -> 0)).hasMessageContaining("quern.cache.warming.callers");
        assertThatThrownBy(() -> new Pace(0, () -> 0)).hasMessageContaining("quern.cache.warming.rate");
    }
}
