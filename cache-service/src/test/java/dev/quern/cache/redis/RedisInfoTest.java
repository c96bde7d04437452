package dev.quern.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisInfoTest {
    @ParameterizedTest
    @ValueSource(strings = {"volatile-lru", "allkeys-lru", "volatile-lfu"})
    void hasNoAdviceForACacheWithABound(String policy) {
        assertThat(of("10737418240", policy).advice()).isEmpty();
    }

    @Test
    void warnsOfAServerWithoutABound() {
        assertThat(of("0", "volatile-lru").advice()).singleElement().asString().startsWith("no maxmemory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"noeviction", "volatile-random"})
    void warnsOfPoliciesThatDoNotKeepWhatIsHot(String policy) {
        assertThat(of("1000", policy).advice())
                .singleElement()
                .asString()
                .contains(policy, "set maxmemory-policy to volatile-lru");
    }

    @Test
    void saysWhenTheServerDoesNotTell() {
        assertThat(RedisInfo.parse("run_id:a").advice())
                .singleElement()
                .asString()
                .contains("does not tell");
    }

    @Test
    void tellsReignsOfOneProcessApart() {
        assertThat(RedisInfo.parse("run_id:a\r\nmaster_replid:b\r\n").reign())
                .isNotEqualTo(RedisInfo.parse("run_id:a\r\nmaster_replid:c\r\n").reign());
    }

    private static RedisInfo of(String memory, String policy) {
        return RedisInfo.parse("# Memory\r\nmaxmemory:" + memory + "\r\nmaxmemory_policy:" + policy + "\r\n");
    }
}
