package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {
    /** As {@code CLUSTER KEYSLOT} of Redis answers. */
    @ParameterizedTest
    @CsvSource({
        "123456789, 12739",
        "foo, 12182",
        "quern:cache:{foo}:e, 12182",
        "quern:cache:{foo}:v:answer:{bar}, 12182",
        "foo{}{bar}, 8363",
        "foo{{bar}}zap, 4015",
        "'', 0"
    })
    void areThoseOfRedis(String name, int slot) {
        assertThat(Slots.of(name)).isEqualTo(slot);
    }
}
