package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisInfoTest {
    @Test
    void tellsReignsOfOneProcessApart() {
        assertThat(RedisInfo.parse("run_id:a\r\nmaster_replid:b\r\n").reign())
                .isNotEqualTo(RedisInfo.parse("run_id:a\r\nmaster_replid:c\r\n").reign());
    }
}
