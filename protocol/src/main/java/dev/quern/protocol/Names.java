package dev.quern.protocol;

import java.util.regex.Pattern;

/** The form of the names that callers choose. */
public final class Names {
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern COLLECTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern DOCUMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Names() {}

    public static boolean isTenant(String name) {
        return TENANT.matcher(name).matches();
    }

    /** A tenant comes from our own configuration or token, so a bad one is not the caller's fault. */
    static void requireTenant(String tenant) {
        if (!isTenant(tenant)) {
            throw new IllegalArgumentException("not a tenant name: letters, digits, - and _, at most 64");
        }
    }

    public static String requireCollection(String collection) {
        if (!COLLECTION.matcher(collection).matches()) {
            throw QuernException.invalid(
                    "collection",
                    "A collection's name has 1 to 64 letters, digits, `-` or `_`, a letter or digit first.");
        }
        return collection;
    }

    public static String requireDocument(String documentId) {
        if (!DOCUMENT.matcher(documentId).matches()) {
            throw QuernException.invalid(
                    "document_id",
                    "A document's id has 1 to 128 letters, digits, `.`, `-` or `_`, a letter or digit first.");
        }
        return documentId;
    }
}
