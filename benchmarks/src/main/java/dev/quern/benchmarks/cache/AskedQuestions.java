package dev.quern.benchmarks.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.data.BulkEmbedding;
import dev.quern.benchmarks.data.JsonLines;
import dev.quern.benchmarks.data.Vectors;
import dev.quern.benchmarks.grpc.EmbeddingClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Questions that people have asked, with their vectors. Where more are wanted than there are, further ones are made near
 * them, at cosines from .7 to 1.
 */
record AskedQuestions(List<String> texts, List<float[]> vectors) {
    private static final int BATCH = 64;

    /** @param most questions that are embedded */
    static AskedQuestions embed(Path application, List<String> flags, Path data, int most, ClientKeys keys)
            throws IOException, InterruptedException {
        Set<String> questions = new LinkedHashSet<>();
        for (JsonNode pair : JsonLines.read(data.resolve("pairs/qqp-dev.jsonl"))) {
            questions.add(pair.path("a").asText());
            questions.add(pair.path("b").asText());
        }
        List<String> texts = questions.stream().limit(most).toList();
        try (ServiceProcess service = ServiceProcess.start(application, flags, keys, Map.of(), Map.of());
                EmbeddingClient client = new EmbeddingClient(service.grpcPort(), keys)) {
            return new AskedQuestions(texts, BulkEmbedding.embed(texts, BATCH, client::questions));
        }
    }

    AskedQuestions grownTo(int size, Random random) {
        List<String> grownTexts = new ArrayList<>(texts);
        List<float[]> grownVectors = new ArrayList<>(vectors);
        for (int i = texts.size(); i < size; i++) {
            int near = random.nextInt(texts.size());
            grownTexts.add(texts.get(near) + " (" + i + ")");
            grownVectors.add(near(vectors.get(near), random));
        }
        return new AskedQuestions(grownTexts.subList(0, size), grownVectors.subList(0, size));
    }

    /** As somebody might ask for the same in other words. */
    static float[] near(float[] vector, Random random) {
        double cosine = .7 + .3 * random.nextDouble();
        float[] noise = new float[vector.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        // Of length 1, as the real ones are, so that the largest product is the largest cosine.
        double length = Math.sqrt(Vectors.dot(vector, vector));
        double noiseLength = Math.sqrt(Vectors.dot(noise, noise));
        double along = cosine / length;
        double across = Math.sqrt(1 - cosine * cosine) / noiseLength;
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (along * vector[i] + across * noise[i]);
        }
        double result = Math.sqrt(Vectors.dot(noise, noise));
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (noise[i] / result);
        }
        return noise;
    }
}
