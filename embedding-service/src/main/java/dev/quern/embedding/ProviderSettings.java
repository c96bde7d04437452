package dev.quern.embedding;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A server that computes a model for us.
 *
 * @param model as the server calls it
 * @param apiKey never shown
 * @param dimensions to ask for, where the server can be asked
 */
public record ProviderSettings(
        URI url, String model, Optional<String> apiKey, Duration timeout, BatchShape shape, OptionalInt dimensions) {

    /** @param key of the model's settings, up to and without {@code .provider} */
    static ProviderSettings of(String key, String name, EmbeddingConfig.Provider provider) {
        URI url = provider.url()
                .filter(given -> given.getHost() != null)
                .orElseThrow(() -> new IllegalArgumentException("quern.embedding." + key
                        + ".provider.url has to be the address of a server: http://host:port/path is one"));
        return new ProviderSettings(
                url,
                provider.model().orElse(name),
                provider.apiKey(),
                provider.timeout(),
                new BatchShape(provider.maxBatch(), provider.maxTokens(), false),
                provider.dimensions());
    }

    /** Without the key: this is logged. */
    @Override
    public String toString() {
        return model + " at " + url.getHost();
    }
}
