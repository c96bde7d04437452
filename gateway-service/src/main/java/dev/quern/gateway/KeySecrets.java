package dev.quern.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The secrets of API keys: {@code qk_}, 32 random bytes and a checksum, by which a mistyped one is told from an unknown
 * one without looking it up.
 */
public final class KeySecrets {
    public static final String PREFIX = "qk_";

    private static final int BYTES = 32;
    private static final int SECRET = 43;
    private static final Pattern FORM = Pattern.compile("qk_[A-Za-z0-9_-]{49}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private KeySecrets() {}

    public static String make() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String secret = PREFIX + ENCODER.encodeToString(random);
        return secret + checksum(secret);
    }

    /** Whether it can be a key at all. */
    public static boolean isWellFormed(String secret) {
        int end = PREFIX.length() + SECRET;
        return FORM.matcher(secret).matches()
                && checksum(secret.substring(0, end)).equals(secret.substring(end));
    }

    /** SHA-256: the secret has too much chance in it to be guessed from its hash, so a slow one would only cost time. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String checksum(String secret) {
        CRC32 sum = new CRC32();
        sum.update(secret.getBytes(StandardCharsets.US_ASCII));
        return ENCODER.encodeToString(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array());
    }
}
