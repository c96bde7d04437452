package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.DescribeModelsRequest;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import dev.quern.protocol.embedding.v1.EmbeddingModel;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.embedding.v1.TokenizeRequest;
import dev.quern.protocol.embedding.v1.TokenizeResponse;
import dev.quern.protocol.embedding.v1.Tokens;
import dev.quern.protocol.grpc.Demand;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.ReplicaBalancing;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Embeddings;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The embedding-service. What it answers is checked here, so that nothing behind this has to. */
@Singleton
final class GrpcEmbeddings implements Embeddings {
    private static final String SERVICE = "embedding-service";
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final RemoteService remote;
    private final EmbeddingServiceBlockingV2Stub stub;
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    GrpcEmbeddings(@GrpcClient("embedding") Channel channel, RemoteServices services) {
        remote = services.named(SERVICE);
        stub = ReplicaBalancing.demanding(EmbeddingServiceGrpc.newBlockingV2Stub(channel), Demand.CPU);
    }

    /** The models that there are, and when they were asked for. */
    private record Known(List<EmbeddingModel> models, long nanoTime) {
        boolean isFresh() {
            return System.nanoTime() - nanoTime < REMEMBERED.toNanos();
        }

        boolean offers(CollectionSettings settings) {
            return models.stream().anyMatch(model -> exactName(model).equals(settings.embeddingModel()));
        }
    }

    @Override
    public CollectionSettings newCollectionSettings(Call call) {
        return ask(call).models().stream()
                .filter(EmbeddingModel::getDefaultModel)
                .filter(model -> model.getDimensions() > 0)
                .findFirst()
                .map(model -> CollectionSettings.of(exactName(model), model.getDimensions()))
                .orElseThrow(GrpcEmbeddings::noModel);
    }

    @Override
    public CollectionSettings settingsFor(Call call, String wanted) {
        if (wanted.isEmpty()) {
            return newCollectionSettings(call);
        }
        List<EmbeddingModel> models = ask(call).models();
        EmbeddingModel model = models.stream()
                .filter(there ->
                        there.getName().equals(wanted) || exactName(there).equals(wanted))
                .findFirst()
                .orElseThrow(() -> QuernException.invalid(
                        "embedding_model",
                        "There is no embedding model of this name; there are "
                                + models.stream().map(GrpcEmbeddings::exactName).collect(Collectors.joining(", "))
                                + "."));
        // One that is loading tells its version a little later.
        if (model.getVersion().isEmpty() || model.getDimensions() < 1) {
            throw new QuernException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "The embedding model " + model.getName() + " is not ready at the moment.")
                    .withService(SERVICE);
        }
        return CollectionSettings.of(exactName(model), model.getDimensions());
    }

    @Override
    public void requireOffered(Call call, CollectionSettings settings) {
        if (known.get().filter(last -> last.isFresh() && last.offers(settings)).isPresent()) {
            return;
        }
        String wanted = settings.embeddingModel();
        EmbeddingModel there = ask(call).models().stream()
                .filter(model -> model.getName().equals(nameOf(wanted)))
                .findFirst()
                .orElseThrow(() -> otherModel(wanted, "no model of this name"));
        // One that is loading tells its version a little later.
        if (!there.getVersion().isEmpty() && !exactName(there).equals(wanted)) {
            throw otherModel(wanted, exactName(there));
        }
    }

    @Override
    public List<float[]> embed(Call call, CollectionSettings settings, Purpose purpose, List<String> texts) {
        String model = settings.embeddingModel();
        EmbedRequest request = EmbedRequest.newBuilder()
                .setModel(nameOf(model))
                .setPurpose(
                        switch (purpose) {
                            case QUERY -> EmbeddingPurpose.EMBEDDING_PURPOSE_QUERY;
                            case PASSAGE -> EmbeddingPurpose.EMBEDDING_PURPOSE_PASSAGE;
                        })
                .addAllTexts(texts)
                .build();
        EmbedResponse response = ask(call, model, s -> s.embed(request));
        requireSame(model, response.getModel());
        requireCount(texts, response.getEmbeddingsCount());
        return response.getEmbeddingsList().stream()
                .map(embedding -> checked(embedding, settings.dimensions()))
                .toList();
    }

    @Override
    public List<int[]> tokenEnds(Call call, CollectionSettings settings, List<String> texts) {
        String model = settings.embeddingModel();
        TokenizeRequest request = TokenizeRequest.newBuilder()
                .setModel(nameOf(model))
                .addAllTexts(texts)
                .build();
        TokenizeResponse response = ask(call, model, s -> s.tokenize(request));
        requireSame(model, response.getModel());
        requireCount(texts, response.getTokensCount());
        List<int[]> ends = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            ends.add(checked(response.getTokens(i), texts.get(i)));
        }
        return ends;
    }

    private <T> T ask(Call call, String model, RemoteService.Invocation<EmbeddingServiceBlockingV2Stub, T> question) {
        try {
            return remote.idempotent(call, stub, question);
        } catch (QuernException failure) {
            throw failure.field().equals(Optional.of("model")) ? otherModel(model, "not that one") : failure;
        }
    }

    private Known ask(Call call) {
        List<EmbeddingModel> models = remote.idempotent(
                        call, stub, s -> s.describeModels(DescribeModelsRequest.getDefaultInstance()))
                .getModelsList();
        Known now = new Known(models, System.nanoTime());
        known.set(Optional.of(now));
        return now;
    }

    private static String exactName(EmbeddingModel model) {
        return model.getName() + "@" + model.getVersion();
    }

    private static String nameOf(String exactName) {
        return exactName.substring(0, exactName.lastIndexOf('@'));
    }

    private static float[] checked(Embedding embedding, int dimensions) {
        if (embedding.getVectorCount() != dimensions) {
            throw broken("vectors of " + embedding.getVectorCount() + " instead of " + dimensions + " dimensions");
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = embedding.getVector(i);
            if (!Float.isFinite(vector[i])) {
                throw broken("a vector that is not finite");
            }
        }
        return vector;
    }

    private static int[] checked(Tokens tokens, String text) {
        int[] ends = new int[tokens.getEndsCount()];
        int last = 0;
        for (int i = 0; i < ends.length; i++) {
            ends[i] = tokens.getEnds(i);
            if (ends[i] < last || ends[i] > text.length()) {
                throw broken("tokens that are not in their text");
            }
            last = ends[i];
        }
        return ends;
    }

    private static void requireSame(String wanted, String there) {
        if (!there.equals(wanted)) {
            throw otherModel(wanted, there);
        }
    }

    private static void requireCount(List<String> texts, int answers) {
        if (answers != texts.size()) {
            throw broken("an answer of the wrong length");
        }
    }

    private static QuernException otherModel(String wanted, String there) {
        return new QuernException(
                        ErrorCode.CONFLICT,
                        "This collection was made with the embedding model " + wanted
                                + ", and the embedding-service now has " + there + ".")
                .withField("collection");
    }

    private static QuernException noModel() {
        return new QuernException(
                        ErrorCode.SERVICE_UNAVAILABLE, "The embedding-service has no default model at the moment.")
                .withService(SERVICE);
    }

    private static QuernException broken(String what) {
        return new QuernException(ErrorCode.INTERNAL, "The embedding-service gave " + what + ".").withService(SERVICE);
    }
}
