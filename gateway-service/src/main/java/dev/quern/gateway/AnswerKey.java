package dev.quern.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Everything that an answer depends on: two questions with the same key have the same answer. */
public record AnswerKey(
        String collection,
        String collectionVersion,
        String routingEpoch,
        String promptVersion,
        int maxResults,
        String question) {

    /** The key in a form of bounded length. Each part is preceded by its length, so that no two keys run together. */
    public String canonical() {
        StringBuilder parts = new StringBuilder();
        for (String part : new String[] {
            collection, collectionVersion, routingEpoch, promptVersion, Integer.toString(maxResults), question
        }) {
            parts.append(part.length()).append(':').append(part);
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(parts.toString().getBytes(StandardCharsets.UTF_8));
            return "answer-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
