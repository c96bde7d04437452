package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {
    @Test
    void understandsServersDatabasesAndTls() {
        RedisAddress address = parse(RedisMode.SENTINEL, "rediss://a:1/3, rediss://b/3,rediss://[::1]:2/3");

        assertThat(address.nodes()).containsExactly(new Node("a", 1), new Node("b", 26_379), new Node("::1", 2));
        assertThat(address.database()).isEqualTo(3);
        assertThat(address.trust()).isPresent();
        assertThat(parse(RedisMode.SINGLE, "redis://a").trust()).isEmpty();
        assertThat(parse(RedisMode.CLUSTER, "redis://a").nodes()).containsExactly(new Node("a", 6_379));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SINGLE; redis://a,redis://b; several servers",
                "CLUSTER; redis://a/1; only number 0",
                "SINGLE; http://a; must be like",
                "SINGLE; redis:a; must be like",
                "SINGLE; redis://a/x; number of a database",
                "SENTINEL; redis://a,rediss://b; mixes TLS",
                "SENTINEL; redis://a/1,redis://b/2; mixes TLS with none, or databases",
                "SINGLE; redis://me:secret@a; no user and no password",
                "SINGLE; redis://me:sec ret@a; is not a URI",
            })
    void refusesWhatCannotBeMeantAndNamesTheKey(RedisMode mode, String addresses, String reason) {
        assertThatThrownBy(() -> parse(mode, addresses))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quern.test.redis.uri")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("sec");
    }

    @Test
    void showsNoPassword() {
        RedisAddress address = parse(RedisMode.SINGLE, "rediss://a")
                .as(Optional.of(new Login("me", "secret one")))
                .ofMaster("m", Optional.of(new Login("me", "secret two")));

        assertThat(address.toString()).contains("me").doesNotContain("secret");
    }

    private static RedisAddress parse(RedisMode mode, String addresses) {
        return RedisServer.address(
                mode, addresses, new Trust(Optional.empty(), Optional.of("secret of the store"), true));
    }
}
