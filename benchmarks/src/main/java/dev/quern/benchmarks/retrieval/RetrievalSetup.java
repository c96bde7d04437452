package dev.quern.benchmarks.retrieval;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.grpc.EmbeddingClient;
import dev.quern.benchmarks.grpc.RetrievalClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all programs are told.
 *
 * @param embedding the folder with the built embedding-service
 * @param retrieval the folder with the built retrieval-service
 * @param flags of their JVMs
 * @param data the folder of data sets
 * @param weaviatePort of a server that the programs may fill; its key is in the environment as {@code WEAVIATE_KEY}
 */
public record RetrievalSetup(
        Path embedding,
        Path retrieval,
        List<String> flags,
        Path data,
        Optional<String> weaviatePort,
        Optional<String> weaviateGrpcPort,
        ClientKeys keys) {
    private static final String VECTORS_KEPT = "300000";

    /** Where documents are kept. */
    public enum Store {
        LUCENE,
        WEAVIATE
    }

    public static RetrievalSetup of(Options options) {
        return new RetrievalSetup(
                options.requiredPath("embedding"),
                options.requiredPath("retrieval"),
                words(options.text("jvm-flags").orElse("")),
                options.requiredPath("data"),
                options.text("weaviate-port"),
                options.text("weaviate-grpc-port"),
                new ClientKeys());
    }

    public List<Store> stores() {
        return weaviatePort.isPresent() ? List.of(Store.LUCENE, Store.WEAVIATE) : List.of(Store.LUCENE);
    }

    /** Keeps every vector it has made, so that no text is computed twice. */
    public ServiceProcess startEmbedding() throws IOException, InterruptedException {
        List<String> roomy = new ArrayList<>(flags);
        roomy.add("-Xmx1500m");
        return ServiceProcess.start(
                embedding,
                roomy,
                keys,
                Map.of("quern.embedding.cache.entries", VECTORS_KEPT, "quern.embedding.cache.time-to-live", "6H"),
                Map.of());
    }

    public EmbeddingClient client(ServiceProcess embeddingService) {
        return new EmbeddingClient(embeddingService.grpcPort(), keys);
    }

    public RunningRetrieval startRetrieval(
            ServiceProcess embeddingService, Store store, Path state, Map<String, String> settings)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("quern.services.embedding.port", Integer.toString(embeddingService.grpcPort()));
        all.put("quern.retrieval.state", state.toString());
        all.put("quern.retrieval.store", store.name());
        all.put("quern.identity.issuer", keys.issuer());
        Map<String, String> secrets = new HashMap<>();
        secrets.put("QUERN_IDENTITY_PRIVATE_KEY", keys.privateKey().orElseThrow());
        if (store == Store.WEAVIATE) {
            all.put("quern.retrieval.weaviate.port", weaviatePort.orElseThrow());
            all.put("quern.retrieval.weaviate.grpc-port", weaviateGrpcPort.orElseThrow());
            secrets.put("QUERN_RETRIEVAL_WEAVIATE_API_KEY", System.getenv("WEAVIATE_KEY"));
        }
        List<String> roomy = new ArrayList<>(flags);
        roomy.add("-Xmx1g");
        ServiceProcess process = ServiceProcess.start(retrieval, roomy, keys, all, secrets);
        return new RunningRetrieval(process, new RetrievalClient(process.grpcPort(), keys));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+", -1)));
        words.removeIf(String::isEmpty);
        return words;
    }
}
