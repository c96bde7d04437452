package dev.quern.cache.redis;

import dev.quern.cache.CachedValue;
import dev.quern.cache.ValueCodec;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value as it lies in Redis: the epoch that it was stored in, a digest of the versions that its tags had, itself.
 *
 * @param digest SHA-1 in hexadecimal, as Redis' scripts have it; it tells versions apart that nobody else chooses
 */
record StoredValue(String digest, CachedValue value) {
    private static final int DIGEST_LENGTH = 40;

    /** Empty unless it was stored in this epoch and can be read. */
    static Optional<StoredValue> parse(byte[] stored, byte[] epoch, ValueCodec codec) {
        int start = epoch.length + DIGEST_LENGTH;
        if (stored.length <= start || !Arrays.equals(epoch, 0, epoch.length, stored, 0, epoch.length)) {
            return Optional.empty();
        }
        String digest = new String(stored, epoch.length, DIGEST_LENGTH, StandardCharsets.US_ASCII);
        return codec.decode(stored, start).map(value -> new StoredValue(digest, value));
    }

    /** Whether these are the versions of its tags. */
    boolean isOf(Iterable<? extends @Nullable Response> versions) {
        MessageDigest sha1 = sha1();
        for (@Nullable Response version : versions) {
            if (version == null) {
                return false;
            }
            sha1.update(version.toBytes());
        }
        return HexFormat.of().formatHex(sha1.digest()).equals(digest);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
