package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.RetrievalConfig;
import io.weaviate.client6.v1.api.Authentication;
import io.weaviate.client6.v1.api.Config;
import io.weaviate.client6.v1.api.WeaviateClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.logging.Logger;

/** Makes clients for one Weaviate, in which Quern's classes are then there. */
final class WeaviateConnector {
    private static final Logger LOG = Logger.getLogger(WeaviateConnector.class);

    private final RetrievalConfig.Weaviate config;

    WeaviateConnector(RetrievalConfig.Weaviate config) {
        this.config = config;
    }

    WeaviateClient connect() throws IOException {
        awaitReady();
        int seconds =
                Math.toIntExact(Math.max(1, config.timeout().plusMillis(999).toSeconds()));
        WeaviateClient opened = WeaviateClient.connectToCustom(custom -> {
            Config.Custom to = custom.scheme(config.scheme())
                    .httpHost(config.host())
                    .httpPort(config.port())
                    .grpcHost(config.host())
                    .grpcPort(config.grpcPort())
                    .timeout(seconds);
            return config.apiKey()
                    .map(key -> to.authentication(Authentication.apiKey(key)))
                    .orElse(to);
        });
        try {
            Schema.install(opened);
        } catch (IOException | RuntimeException failure) {
            closeQuietly(opened);
            throw failure;
        }
        return opened;
    }

    /** The client leaves threads behind when it is made while the server is away, so ask before. */
    private void awaitReady() throws IOException {
        URI ready =
                URI.create("%s://%s:%d/v1/.well-known/ready".formatted(config.scheme(), config.host(), config.port()));
        HttpRequest request =
                HttpRequest.newBuilder(ready).timeout(config.timeout()).build();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(config.timeout()).build()) {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw WeaviateErrors.unavailable("Weaviate, the document store, is not ready.");
            }
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            throw WeaviateErrors.cancelled(gone);
        }
    }

    void closeQuietly(WeaviateClient client) {
        try {
            client.close();
        } catch (Exception failure) {
            LOG.debug("Weaviate's client did not close cleanly.", failure);
        }
    }
}
