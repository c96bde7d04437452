package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name that a client gives to one upload, so that to repeat it does no harm. */
final class IdempotencyKeys {
    static final String HEADER = "Idempotency-Key";
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private IdempotencyKeys() {}

    /** Empty when there is none. */
    static String checked(@Nullable String key) {
        if (key == null) {
            return "";
        }
        if (!VISIBLE.matcher(key).matches()) {
            throw QuernException.invalid(HEADER, "`" + HEADER + "` has 1 to 255 visible ASCII characters.");
        }
        return key;
    }

    static void refuse(@Nullable String key) {
        if (key != null) {
            throw QuernException.invalid(
                    HEADER, "A batch takes no `" + HEADER + "`, and needs none: the same file is the same document.");
        }
    }
}
