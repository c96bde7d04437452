package dev.quern.embedding.onnx;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells apart what would give other results: other files, or the same files used in another way. */
final class ModelVersion {
    private static final int DIGITS = 12;

    private ModelVersion() {}

    /** @param uses every setting that changes a result, always in the same order */
    static String of(String fingerprint, List<?> uses) {
        MessageDigest digest = sha256();
        digest.update(fingerprint.getBytes(StandardCharsets.UTF_8));
        for (Object use : uses) {
            byte[] value = use.toString().getBytes(StandardCharsets.UTF_8);
            // With its length, so that what ends one setting never reads like the beginning of the next.
            digest.update((value.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(value);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
