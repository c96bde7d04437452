package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.redis.RedisServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole service, configured for a Redis that is not there at first, comes, and goes again. */
@org.junit.jupiter.api.Tag("redis")
@QuarkusTest
@TestProfile(RedisComesAndGoesTest.WithRedis.class)
class RedisComesAndGoesTest {
    @Inject
    CacheConfig config;

    @TestHTTPResource("/q")
    URI management;

    @Test
    void isReadyThroughoutAndSaysHowRedisIs() throws Exception {
        assertThat(health().statusCode()).isEqualTo(200);
        assertThat(health().body()).contains("\"redis\": \"unreachable\"").contains("\"degraded\": true");

        try (RedisServer server =
                RedisServer.at(URI.create(config.redis().uri()).getPort())) {
            server.restart();
            Eventually.await("Redis is found", () -> health().body().contains("\"redis\": \"reachable\""));
            assertThat(health().body()).contains("no maxmemory").contains("eviction policy noeviction");

            server.kill();
            Eventually.await("Redis is missed", () -> health().body().contains("\"redis\": \"unreachable\""));
            assertThat(health().statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<String> health() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create(management + "/health/ready");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }

    public static final class WithRedis implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of(
                        "quern.cache.redis.enabled",
                        "true",
                        "quern.cache.redis.uri",
                        "redis://127.0.0.1:" + RedisServer.freePort(),
                        "quern.cache.redis.password",
                        RedisServer.PASSWORD,
                        "quern.cache.redis.timeout",
                        "500ms");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
