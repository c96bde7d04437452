package dev.quern.embedding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells apart what would give other results: another model, or the same model used in another way. */
public final class Fingerprint {
    private static final int DIGITS = 12;

    private Fingerprint() {}

    /**
     * The version of a model.
     *
     * @param model what it is, or where
     * @param uses every setting that changes a result, always in the same order
     */
    public static String of(String model, List<?> uses) {
        MessageDigest digest = sha256();
        digest.update(model.getBytes(StandardCharsets.UTF_8));
        for (Object use : uses) {
            byte[] value = use.toString().getBytes(StandardCharsets.UTF_8);
            // With its length, so that what ends one setting never reads like the beginning of the next.
            digest.update((value.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(value);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
