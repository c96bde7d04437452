package dev.quern.embedding.http;

import dev.quern.embedding.BatchShape;
import dev.quern.embedding.Fingerprint;
import dev.quern.embedding.ModelDescription;
import dev.quern.embedding.ProviderSettings;
import dev.quern.embedding.RerankingModel;
import dev.quern.protocol.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reranking model that another server computes. Its version stands for its address, for what is
 * configured, and for what Text Embeddings Inference tells of its model.
 */
public final class HttpRerankingModel implements RerankingModel<RemotePassage> {
    private final RerankingApi api;
    private final ModelServer server;
    private final ProviderFailures failures;
    private final ModelDescription description;
    private final BatchShape shape;

    private HttpRerankingModel(
            RerankingApi api,
            ModelServer server,
            ProviderFailures failures,
            ModelDescription description,
            BatchShape shape) {
        this.api = api;
        this.server = server;
        this.failures = failures;
        this.description = description;
        this.shape = shape;
    }

    /**
     * Asks the server for one score, which shows that it is there, takes the key and knows the model.
     *
     * @param maxTokens what the model is said to read: the server deals with what is longer, unless it would cut it
     *     silently; 0 when it is not known
     */
    public static HttpRerankingModel connect(
            String name, RerankingDialect dialect, ProviderSettings provider, int maxTokens)
            throws InterruptedException {
        RerankingApi api = switch (dialect) {
            case COHERE -> new CohereReranking(provider.model());
            case TEI -> new TeiReranking();
        };
        ProviderFailures failures = new ProviderFailures(name, Subject.PASSAGE, provider);
        ModelServer server = new ModelServer(provider, failures);
        boolean connected = false;
        try {
            String told = dialect == RerankingDialect.TEI ? TeiInfo.of(server, server.unhurried()) : "";
            String version = Fingerprint.of(provider.address(), List.of(dialect, provider.model(), told));
            HttpRerankingModel model = new HttpRerankingModel(
                    api, server, failures, new ModelDescription(name, version, 0, maxTokens), provider.shape());
            model.scores("What is milled?", List.of("Grain is milled."), server.unhurried());
            connected = true;
            return model;
        } finally {
            if (!connected) {
                server.close();
            }
        }
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public BatchShape shape() {
        return shape;
    }

    @Override
    public RemotePassage prepare(String query, String passage) {
        server.requireOpen();
        RemotePassage input = RemotePassage.of(query, passage);
        int maxTokens = description.maxTokens();
        if (api.cutsSilently() && maxTokens > 0 && input.length() > maxTokens) {
            throw failures.tooLong();
        }
        return input;
    }

    /** One call for each query among the inputs, one after the other. */
    @Override
    public List<Float> compute(List<RemotePassage> inputs, Deadline deadline) throws InterruptedException {
        Map<String, List<Integer>> placesByQuery = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            placesByQuery
                    .computeIfAbsent(inputs.get(i).query(), _ -> new ArrayList<>())
                    .add(i);
        }
        Float[] scores = new Float[inputs.size()];
        for (Map.Entry<String, List<Integer>> entry : placesByQuery.entrySet()) {
            List<Integer> places = entry.getValue();
            List<String> passages =
                    places.stream().map(place -> inputs.get(place).passage()).toList();
            List<Float> found = scores(entry.getKey(), passages, deadline);
            for (int i = 0; i < places.size(); i++) {
                scores[places.get(i)] = found.get(i);
            }
        }
        return Arrays.asList(scores);
    }

    @Override
    public void check() {
        server.check();
    }

    @Override
    public void close() {
        server.close();
    }

    private List<Float> scores(String query, List<String> passages, Deadline deadline) throws InterruptedException {
        return server.ask(
                api.path(), api.question(query, passages), deadline, answer -> finite(answer, passages.size()));
    }

    private List<Float> finite(byte[] answer, int count) throws IOException {
        List<Float> scores = api.scores(answer, count);
        if (!scores.stream().allMatch(Float::isFinite)) {
            throw failures.unusable();
        }
        return scores;
    }
}
