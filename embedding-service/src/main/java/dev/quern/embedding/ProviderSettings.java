package dev.quern.embedding;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A server that computes a model for us.
 *
 * @param key of these settings, for a person: {@code quern.embedding.models.NAME.provider}
 * @param model as the server calls it
 * @param apiKey never shown
 * @param concurrency calls at once
 * @param dimensions to ask for, where the server can be asked
 */
public record ProviderSettings(
        String key,
        URI url,
        String model,
        Optional<String> apiKey,
        Duration timeout,
        int concurrency,
        BatchShape shape,
        OptionalInt dimensions) {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
    private static final int USUAL_CONCURRENCY = 4;
    private static final int USUAL_BATCH = 32;
    private static final int USUAL_CALL_TOKENS = 8192;

    static ProviderSettings of(String name, EmbeddingConfig.EmbeddingProvider provider) {
        String key = Settings.key("models", name) + ".provider";
        provider.dimensions().ifPresent(wanted -> Settings.requirePositive(key + ".dimensions", wanted));
        return of(
                key,
                name,
                provider,
                provider.url(),
                "http://host:port/path, without the API's own path",
                provider.dimensions());
    }

    static ProviderSettings of(String name, EmbeddingConfig.RerankingProvider provider) {
        String key = Settings.key("rerankers", name) + ".provider";
        return of(
                key,
                name,
                provider,
                provider.url(),
                "http://host:port/path, up to and without /rerank",
                OptionalInt.empty());
    }

    private static ProviderSettings of(
            String key,
            String name,
            EmbeddingConfig.Provider provider,
            Optional<URI> url,
            String form,
            OptionalInt dimensions) {
        return new ProviderSettings(
                Settings.full(key),
                url.filter(ProviderSettings::isServer)
                        .orElseThrow(() -> new IllegalArgumentException(
                                Settings.full(key) + ".url has to be the address of a server: " + form)),
                provider.model().orElse(name),
                provider.apiKey(),
                Settings.requirePositive(key + ".timeout", provider.timeout().orElse(USUAL_TIMEOUT)),
                Settings.requirePositive(
                        key + ".concurrency", provider.concurrency().orElse(USUAL_CONCURRENCY)),
                new BatchShape(
                        Settings.requirePositive(
                                key + ".max-batch", provider.maxBatch().orElse(USUAL_BATCH)),
                        Settings.requirePositive(
                                key + ".call-tokens", provider.callTokens().orElse(USUAL_CALL_TOKENS)),
                        false),
                dimensions);
    }

    /** Throws when there is any setting of a provider, for a back end that has none. */
    static void requireUnset(String key, EmbeddingConfig.EmbeddingProvider provider, Enum<?> backend) {
        Settings.requireUnset(key + ".provider.url", provider.url(), backend);
        Settings.requireUnset(key + ".provider.dimensions", boxed(provider.dimensions()), backend);
        requireUnset(key, (EmbeddingConfig.Provider) provider, backend);
    }

    /** Throws when there is any setting of a provider, for a back end that has none. */
    static void requireUnset(String key, EmbeddingConfig.RerankingProvider provider, Enum<?> backend) {
        Settings.requireUnset(key + ".provider.url", provider.url(), backend);
        requireUnset(key, (EmbeddingConfig.Provider) provider, backend);
    }

    private static void requireUnset(String key, EmbeddingConfig.Provider provider, Enum<?> backend) {
        Settings.requireUnset(key + ".provider.model", provider.model(), backend);
        Settings.requireUnset(key + ".provider.api-key", provider.apiKey(), backend);
        Settings.requireUnset(key + ".provider.timeout", provider.timeout(), backend);
        Settings.requireUnset(key + ".provider.concurrency", boxed(provider.concurrency()), backend);
        Settings.requireUnset(key + ".provider.max-batch", boxed(provider.maxBatch()), backend);
        Settings.requireUnset(key + ".provider.call-tokens", boxed(provider.callTokens()), backend);
    }

    private static Optional<Integer> boxed(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }

    /** Where the server is, without what makes no difference. */
    public String address() {
        String path = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
        int port = url.getPort() >= 0 ? url.getPort() : scheme(url).equals("https") ? 443 : 80;
        return scheme(url) + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port + path;
    }

    /** Without the key: this is logged. */
    @Override
    public String toString() {
        return model + " at " + url.getHost();
    }

    private static boolean isServer(URI url) {
        return url.getHost() != null && SCHEMES.contains(scheme(url));
    }

    private static String scheme(URI url) {
        return url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    }
}
