package dev.quern.cache;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Principal;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.util.Set;

/** Who may use the caches, and what is too much to be stored. */
public final class PutLimits {
    private static final int LARGEST_VALUE = 4 * 1024 * 1024;
    private static final int MOST_TAGS = 64;

    private PutLimits() {}

    /** Those who ask, and those who ingest. */
    public static void requireUse(Principal principal) {
        if (!principal.scopes().contains(Scope.INGEST)) {
            principal.require(Scope.ASK);
        }
    }

    public static void require(Content content, Set<Tag> tags) {
        if (content.size() > LARGEST_VALUE) {
            throw new QuernException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "A value has at most " + LARGEST_VALUE + " bytes; this one has " + content.size() + ".")
                    .withField("value");
        }
        if (tags.size() > MOST_TAGS) {
            throw QuernException.invalid(
                    "tags", "A value has at most " + MOST_TAGS + " tags; this one has " + tags.size() + ".");
        }
    }

    /** Throws unless {@code text} is Unicode and has 1 to {@code limit} bytes in UTF-8. */
    public static void requireText(String field, String what, String text, int limit) {
        Utf8.require(field, what, text, limit);
    }

    /** As {@link #requireText}, or empty. */
    public static void requireTextOrNothing(String field, String what, String text, int limit) {
        if (!text.isEmpty()) {
            Utf8.require(field, what, text, limit);
        }
    }
}
