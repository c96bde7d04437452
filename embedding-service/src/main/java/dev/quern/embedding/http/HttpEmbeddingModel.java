package dev.quern.embedding.http;

import dev.quern.embedding.BatchShape;
import dev.quern.embedding.EmbeddingModel;
import dev.quern.embedding.Fingerprint;
import dev.quern.embedding.ModelDescription;
import dev.quern.embedding.Prefixes;
import dev.quern.embedding.ProviderSettings;
import dev.quern.embedding.Purpose;
import dev.quern.protocol.Deadline;
import java.io.IOException;
import java.util.List;

/**
 * An embedding model that another server computes.
 *
 * <p>Its version stands for the server's address, for what is configured, for the length of its vectors, and for the
 * model and its revision where Text Embeddings Inference tells them. Other providers cannot be asked which exact weights
 * they have: when one puts others under the same name, the version stays, and vectors made before and after do not
 * match. Whoever has the choice names the model at the provider by a name that never gets other weights.
 *
 * <p>That a text's vector does not depend on its company is the provider's to keep. llama.cpp's server keeps it with one
 * slot or with a unified KV cache; otherwise its vectors of one text were seen to differ by up to .12 in cosine.
 */
public final class HttpEmbeddingModel implements EmbeddingModel<RemoteText> {
    private final EmbeddingApi api;
    private final ModelServer server;
    private final ProviderFailures failures;
    private final ModelDescription description;
    private final BatchShape shape;
    private final Prefixes prefixes;
    private final boolean normalize;

    private HttpEmbeddingModel(
            EmbeddingApi api,
            ModelServer server,
            ProviderFailures failures,
            ModelDescription description,
            BatchShape shape,
            Prefixes prefixes,
            boolean normalize) {
        this.api = api;
        this.server = server;
        this.failures = failures;
        this.description = description;
        this.shape = shape;
        this.prefixes = prefixes;
        this.normalize = normalize;
    }

    /**
     * Asks the server for one vector, which shows that it is there, takes the key and knows the model, and how long its
     * vectors are.
     *
     * @param normalize whether vectors get unit length; otherwise they are as the server gives them, and many give unit
     *     length always
     * @param maxTokens what the model is said to read: the server, not this, refuses what is longer; 0 when it is not known
     */
    public static HttpEmbeddingModel connect(
            String name,
            EmbeddingDialect dialect,
            ProviderSettings provider,
            Prefixes prefixes,
            boolean normalize,
            int maxTokens)
            throws InterruptedException {
        EmbeddingApi api = switch (dialect) {
            case OPENAI -> new OpenAiEmbeddings(provider.model(), provider.dimensions());
            case OLLAMA -> new OllamaEmbeddings(provider.model(), provider.dimensions());
            case TEI -> new TeiEmbeddings(normalize, provider.dimensions());
        };
        ProviderFailures failures = new ProviderFailures(name, Subject.TEXT, provider);
        ModelServer server = new ModelServer(provider, failures);
        boolean connected = false;
        try {
            int dimensions = dimensions(api, server, provider, prefixes, failures);
            String told = dialect == EmbeddingDialect.TEI ? TeiInfo.of(server, server.unhurried()) : "";
            String version = Fingerprint.of(
                    provider.address(),
                    List.of(
                            dialect,
                            provider.model(),
                            told,
                            dimensions,
                            normalize,
                            prefixes.query(),
                            prefixes.passage()));
            connected = true;
            return new HttpEmbeddingModel(
                    api,
                    server,
                    failures,
                    new ModelDescription(name, version, dimensions, maxTokens),
                    provider.shape(),
                    prefixes,
                    normalize);
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
    public RemoteText prepare(String text, Purpose purpose) {
        server.requireOpen();
        return RemoteText.of(prefixes.before(text, purpose));
    }

    @Override
    public List<float[]> compute(List<RemoteText> texts, Deadline deadline) throws InterruptedException {
        return server.ask(
                api.path(),
                api.question(texts.stream().map(RemoteText::text).toList()),
                deadline,
                answer -> vectors(answer, texts.size()));
    }

    @Override
    public void check() {
        server.check();
    }

    @Override
    public void close() {
        server.close();
    }

    private List<float[]> vectors(byte[] answer, int count) throws IOException {
        List<float[]> vectors = api.vectors(answer, count);
        for (float[] vector : vectors) {
            if (vector.length != description.dimensions()) {
                throw failures.otherDimensions(description.dimensions(), vector.length);
            }
            double length = length(vector, failures);
            if (normalize) {
                divide(vector, length);
            }
        }
        return vectors;
    }

    private static int dimensions(
            EmbeddingApi api,
            ModelServer server,
            ProviderSettings provider,
            Prefixes prefixes,
            ProviderFailures failures)
            throws InterruptedException {
        List<String> probe = List.of(prefixes.before("grain", Purpose.PASSAGE));
        float[] vector = server.ask(
                api.path(),
                api.question(probe),
                server.unhurried(),
                answer -> api.vectors(answer, 1).getFirst());
        length(vector, failures);
        int expected = provider.dimensions().orElse(vector.length);
        if (vector.length != expected) {
            throw failures.otherDimensions(expected, vector.length);
        }
        return vector.length;
    }

    /** Throws for a vector that has no direction. */
    private static double length(float[] vector, ProviderFailures failures) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        if (!(squares > 0 && Double.isFinite(squares))) {
            throw failures.unusable();
        }
        return Math.sqrt(squares);
    }

    private static void divide(float[] vector, double divisor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / divisor);
        }
    }
}
