package dev.quern.benchmarks.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many texts through the service, a few requests at once. */
public final class BulkEmbedding {
    private static final int REQUESTS_AT_ONCE = 3;

    private BulkEmbedding() {}

    /** @param request embeds the texts of one request */
    public static List<float[]> embed(List<String> texts, int batch, Function<List<String>, List<float[]>> request)
            throws InterruptedException {
        List<float[]> vectors = new ArrayList<>(texts.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(REQUESTS_AT_ONCE)) {
            List<Future<List<float[]>>> answers = new ArrayList<>();
            for (int i = 0; i < texts.size(); i += batch) {
                List<String> part = texts.subList(i, Math.min(texts.size(), i + batch));
                answers.add(threads.submit(() -> request.apply(part)));
            }
            for (Future<List<float[]>> answer : answers) {
                vectors.addAll(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("embedding failed: " + e.getCause(), e);
        }
        return vectors;
    }
}
