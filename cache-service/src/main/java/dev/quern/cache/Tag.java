package dev.quern.cache;

/** What a value was made from: the value is stale when that changes. */
public record Tag(TagKind kind, String value) {
    /** Characters. */
    public static final int LONGEST = 256;

    /** Bytes that {@link #LONGEST} characters can take at most. */
    private static final int LONGEST_IN_BYTES = 3 * LONGEST;

    public Tag {
        Utf8.require("tags", "A tag", value, LONGEST_IN_BYTES);
        if (value.length() > LONGEST) {
            throw dev.quern.protocol.QuernException.invalid(
                    "tags", "A tag has at most " + LONGEST + " characters; this one has " + value.length() + ".");
        }
    }
}
