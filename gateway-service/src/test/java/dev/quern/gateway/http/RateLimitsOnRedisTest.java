package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;

import dev.quern.gateway.FakeServices;
import dev.quern.gateway.GatewayConfig;
import dev.quern.redis.Eventually;
import dev.quern.redis.RedisServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gateway that counts in Redis. */
@QuarkusTest
@Tag("redis")
@TestProfile(RateLimitsOnRedisTest.WithRedis.class)
class RateLimitsOnRedisTest {
    @Inject
    FakeServices services;

    @Inject
    GatewayConfig config;

    @BeforeEach
    void reset() {
        services.reset();
    }

    @Test
    void readsTheBodyOfARequestThatWasCountedInRedisFirst() throws Exception {
        search();
        try (RedisServer server =
                RedisServer.at(URI.create(config.redis().uri()).getPort())) {
            server.restart();
            Eventually.await("Redis counts", () -> {
                search();
                return counted(server).matches("[0-9]+");
            });

            int before = Integer.parseInt(counted(server));
            search();

            assertThat(counted(server)).isEqualTo(Integer.toString(before + 1));
        }
        search();
    }

    private static String counted(RedisServer server) throws IOException, InterruptedException {
        return server.command("HGET", "quern:rate:{default}:local", "total");
    }

    private static void search() {
        given().contentType(ContentType.JSON)
                .body("{\"query\": \"" + "What does a quern grind? ".repeat(40) + "\"}")
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .body("passages.document_id", hasItem("doc-1"))
                .body("collections.name", hasItem("default"));
    }

    public static final class WithRedis implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of(
                        "quern.gateway.redis.enabled", "true",
                        "quern.gateway.redis.uri", "redis://127.0.0.1:" + RedisServer.freePort(),
                        "quern.gateway.redis.password", RedisServer.PASSWORD,
                        "quern.gateway.limits.patience", "20S",
                        "quern.gateway.limits.pause", "20MS");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
