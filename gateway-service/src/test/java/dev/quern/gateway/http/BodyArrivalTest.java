package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Bodies of which nothing comes any more. */
@QuarkusTest
class BodyArrivalTest {
    @Inject
    Vertx vertx;

    @TestHTTPResource
    URI address = URI.create("");

    @Test
    void endsNoOtherRequestOfTheConnectionOverHttp2() throws Exception {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost(address.getHost())
                .setDefaultPort(address.getPort()));
        try {
            HttpClientRequest stalled = get(client.request(HttpMethod.POST, "/api/v1/rag/query"));
            stalled.putHeader("Content-Type", "application/json").setChunked(true);
            get(stalled.write("{"));

            assertThatThrownBy(() -> get(stalled.response())).hasCauseInstanceOf(StreamResetException.class);

            HttpClientRequest next = get(client.request(HttpMethod.GET, "/q/health/live"));
            HttpClientResponse answer = get(next.send());
            assertThat(next.connection()).isSameAs(stalled.connection());
            assertThat(answer.statusCode()).isEqualTo(200);
        } finally {
            get(client.close());
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
