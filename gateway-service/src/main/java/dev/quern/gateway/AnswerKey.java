package dev.quern.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Everything that an answer depends on: two questions with the same key have the same answer. */
public record AnswerKey(
        String collection,
        String collectionVersion,
        String routingEpoch,
        String promptVersion,
        int maxResults,
        Strategy strategy,
        SearchOptions options,
        float leastSimilarity,
        String question) {

    /** The key in a form of bounded length. */
    public String canonical() {
        String parts = Canonical.of(Stream.of(
                collection,
                collectionVersion,
                routingEpoch,
                promptVersion,
                Integer.toString(maxResults),
                strategy.word(),
                options.filter().map(Filter::canonical).orElse(""),
                options.alpha().map(alpha -> Float.toString(alpha)).orElse(""),
                options.fusion().map(Fusion::name).orElse(""),
                Float.toString(leastSimilarity),
                question));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(parts.getBytes(StandardCharsets.UTF_8));
            return "answer-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
