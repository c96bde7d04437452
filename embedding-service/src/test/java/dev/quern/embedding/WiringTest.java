package dev.quern.embedding;

import static dev.quern.embedding.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.embedding.ModelStatus.State;
import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiringTest {
    private static final String MODELS = "quern.embedding.models.";
    private static final String RERANKERS = "quern.embedding.rerankers.";

    @TempDir
    Path empty;

    private final List<Service> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Service::close);
    }

    @Test
    void answersByTheGoodModelBesideABrokenOneAndIsNotReadyForIt() throws Exception {
        Service service = service(Map.of(MODELS + "broken.folder", empty.toString()));
        await(() -> service.status("all-MiniLM-L6-v2").state() == State.READY);
        await(() -> service.status("broken").state() == State.UNAVAILABLE);

        Embedded embedded = service.embedder()
                .embed(TestCalls.patient(), "", List.of("grain"), Purpose.QUERY, Priority.INTERACTIVE);

        assertThat(embedded.model().name()).isEqualTo("all-MiniLM-L6-v2");
        assertThat(service.status("broken").reason()).contains("model.onnx");
        assertThat(service.readiness().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(service.readiness().getData().orElseThrow().toString())
                .contains("broken", "unavailable", "model.onnx");
        assertThat(service.registry().get("quern.embedding.model.ready").gauges())
                .hasSize(2);
    }

    @Test
    void isReadyWithoutAProviderAndTellsWhatIsWrongWithIt() throws Exception {
        Service service = service(
                Map.of(MODELS + "away.backend", "openai", MODELS + "away.provider.url", "http://127.0.0.1:1/v1"));
        await(() -> service.status("all-MiniLM-L6-v2").state() == State.READY);
        await(() -> service.status("away").state() == State.UNAVAILABLE);

        assertThat(service.readiness().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(service.readiness().getData().orElseThrow().toString()).contains("away", "unavailable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quern.embedding.default-model | unheard-of | quern.embedding.default-model",
                "quern.embedding.default-reranker | unheard-of | quern.embedding.default-reranker",
                "quern.embedding.models.house.pooling | cls | quern.embedding.models.house.folder",
                "quern.embedding.models.house.query-prefix | \"query: \" | quern.embedding.models.house.folder",
                "quern.embedding.models.all-MiniLM-L6-v2.query-prefix | \"query: \" | \\u0020",
                "quern.embedding.models.all-MiniLM-L6-v2.max-tokens | 2 | models.all-MiniLM-L6-v2.max-tokens",
                "quern.embedding.models.all-MiniLM-L6-v2.provider.url | http://x/v1 | does not read it",
                "quern.embedding.models.house.backend | tei | quern.embedding.models.house.provider.url",
                "quern.embedding.rerankers.house.max-tokens | 100 | quern.embedding.rerankers.house.folder",
                "quern.embedding.rerankers.house.backend | cohere | quern.embedding.rerankers.house.provider.url",
                "quern.embedding.load-patience | 0S | quern.embedding.load-patience",
                "quern.embedding.cache.time-to-live | 0S | quern.embedding.cache.time-to-live",
                "quern.embedding.cache.entries | -1 | quern.embedding.cache.entries",
                "quern.embedding.max-pending | 100 | quern.embedding.max-pending",
                "quern.embedding.onnx.concurrency | 1000000 | quern.embedding.onnx.concurrency",
                "quern.embedding.onnx.threads | 0 | quern.embedding.onnx.threads",
            })
    void refusesToStartAndNamesTheKey(String key, String value, String sentence) {
        assertThatThrownBy(() -> service(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({"timeout,0S", "concurrency,0", "max-batch,0", "call-tokens,-1", "dimensions,0", "url,ftp://host/v1"})
    void refusesAProviderThatCannotWorkAndNamesTheKey(String key, String value) {
        Map<String, String> settings = new HashMap<>();
        settings.put(MODELS + "away.backend", "openai");
        settings.put(MODELS + "away.provider.url", "http://127.0.0.1:1/v1");
        settings.put(MODELS + "away.provider." + key, value);

        assertThatThrownBy(() -> service(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(MODELS + "away.provider." + key);
    }

    @Test
    void hasARerankerOnlyWhereOneIsConfigured() throws Exception {
        Service service = service(Map.of(RERANKERS + "ranker.folder", empty.toString()));

        assertThat(service.reranker().models()).extracting(ModelStatus::name).containsExactly("ranker");
        assertThat(service.reranker().isDefault("ranker")).isFalse();
    }

    private Service service(Map<String, String> settings) {
        EmbeddingConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .withMapping(EmbeddingConfig.class)
                .build()
                .getConfigMapping(EmbeddingConfig.class);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ModelServing serving = new ModelServing(config, registry);
        Embedder embedder;
        Reranker reranker;
        try {
            embedder = new EmbeddingWiring(config, serving).embedder(registry);
            reranker = new RerankingWiring(config, serving).reranker();
        } catch (RuntimeException e) {
            serving.close();
            throw e;
        }
        Service service = new Service(serving, embedder, reranker, registry);
        open.add(service);
        embedder.start();
        reranker.start();
        return service;
    }

    private record Service(ModelServing serving, Embedder embedder, Reranker reranker, SimpleMeterRegistry registry)
            implements AutoCloseable {
        ModelStatus status(String name) {
            return embedder.models().stream()
                    .filter(status -> status.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        HealthCheckResponse readiness() {
            return new EmbeddingReadiness(embedder, reranker).call();
        }

        @Override
        public void close() {
            serving.close();
            embedder.close();
            reranker.close();
        }
    }
}
