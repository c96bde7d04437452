package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Texts with the same words are near each other. Fails as often as it was told to. */
public final class FakeEmbeddings implements Embeddings {
    public static final int DIMENSIONS = 64;

    public final Queue<QuernException> failures = new ArrayDeque<>();
    public final Queue<Error> errors = new ConcurrentLinkedQueue<>();
    public final List<Integer> batches = new CopyOnWriteArrayList<>();
    public volatile String model = "words@1";
    public volatile List<String> otherModels = List.of();
    public volatile int largestBatch = Integer.MAX_VALUE;
    public volatile Runnable beforeEmbedding = () -> {};

    @Override
    public CollectionSettings newCollectionSettings(Call call) {
        fail();
        return CollectionSettings.of(model, DIMENSIONS);
    }

    @Override
    public CollectionSettings settingsFor(Call call, String name) {
        fail();
        String exact = name.isEmpty() ? model : name.contains("@") ? name : name + "@1";
        if (!exact.equals(model) && !otherModels.contains(exact)) {
            throw QuernException.invalid("embedding_model", "There is " + model + ".");
        }
        return CollectionSettings.of(exact, DIMENSIONS);
    }

    @Override
    public void requireOffered(Call call, CollectionSettings settings) {
        fail();
        requireSame(settings);
    }

    @Override
    public List<float[]> embed(Call call, CollectionSettings settings, Purpose purpose, List<String> texts) {
        beforeEmbedding.run();
        fail();
        Error error = errors.poll();
        if (error != null) {
            throw error;
        }
        requireSame(settings);
        if (texts.size() > largestBatch) {
            throw new QuernException(ErrorCode.OVERLOADED, "Too many texts.");
        }
        batches.add(texts.size());
        return texts.stream().map(FakeEmbeddings::vector).toList();
    }

    /** Its tokens are words and what stands after them. */
    @Override
    public List<int[]> tokenEnds(Call call, CollectionSettings settings, List<String> texts) {
        fail();
        requireSame(settings);
        return texts.stream()
                .map(text -> Pattern.compile("\\S+")
                        .matcher(text)
                        .results()
                        .mapToInt(MatchResult::end)
                        .toArray())
                .toList();
    }

    public static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
            vector[Math.floorMod(word.hashCode(), DIMENSIONS)] += 1;
        }
        return vector;
    }

    private void requireSame(CollectionSettings settings) {
        if (!settings.embeddingModel().equals(model) && !otherModels.contains(settings.embeddingModel())) {
            throw new QuernException(
                            ErrorCode.CONFLICT,
                            "Made with " + settings.embeddingModel() + "; the embedding-service now has " + model + ".")
                    .withField("collection");
        }
    }

    private void fail() {
        QuernException failure;
        synchronized (failures) {
            failure = failures.poll();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
