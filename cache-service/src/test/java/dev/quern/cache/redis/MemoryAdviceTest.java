package dev.quern.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.redis.RedisInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryAdviceTest {
    @ParameterizedTest
    @ValueSource(strings = {"volatile-lru", "allkeys-lru", "volatile-lfu"})
    void hasNoAdviceForACacheWithABound(String policy) {
        assertThat(MemoryAdvice.of(of("10737418240", policy))).isEmpty();
    }

    @Test
    void warnsOfAServerWithoutABound() {
        assertThat(MemoryAdvice.of(of("0", "volatile-lru")))
                .singleElement()
                .asString()
                .startsWith("no maxmemory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"noeviction", "volatile-random"})
    void warnsOfPoliciesThatDoNotKeepWhatIsHot(String policy) {
        assertThat(MemoryAdvice.of(of("1000", policy)))
                .singleElement()
                .asString()
                .contains(policy, "set maxmemory-policy to volatile-lru");
    }

    @Test
    void saysWhenTheServerDoesNotTell() {
        assertThat(MemoryAdvice.of(RedisInfo.parse("run_id:a")))
                .singleElement()
                .asString()
                .contains("does not tell");
    }

    private static RedisInfo of(String memory, String policy) {
        return RedisInfo.parse("# Memory\r\nmaxmemory:" + memory + "\r\nmaxmemory_policy:" + policy + "\r\n");
    }
}
