package dev.quern.embedding;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Checks on what was configured, which name the key. */
final class Settings {
    private static final String PREFIX = "quern.embedding.";

    private Settings() {}

    /** The key of one model's settings as it stands in a properties file, without {@code quern.embedding}. */
    static String key(String group, String name) {
        return group + "." + (name.indexOf('.') < 0 ? name : '"' + name + '"');
    }

    /** The whole key. */
    static String full(String key) {
        return PREFIX + key;
    }

    static int requirePositive(String key, int value) {
        return requireAtLeast(key, 1, value);
    }

    static int requireAtLeast(String key, int minimum, int value) {
        if (value < minimum) {
            throw new IllegalArgumentException(full(key) + " is " + value + " and has to be at least " + minimum);
        }
        return value;
    }

    static int requireAtMost(String key, int maximum, int value) {
        if (value > maximum) {
            throw new IllegalArgumentException(full(key) + " is " + value + " and has to be at most " + maximum);
        }
        return value;
    }

    static Duration requirePositive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(full(key) + " is " + value + " and has to be longer than nothing");
        }
        return value;
    }

    /** Throws for what only another back end reads. */
    static void requireUnset(String key, Optional<?> value, Enum<?> backend) {
        if (value.isPresent()) {
            throw new IllegalArgumentException(full(key) + " is set, and the back end "
                    + backend.name().toLowerCase(Locale.ROOT) + " does not read it");
        }
    }

    /** Quotation marks stay in the value, and no model was trained with them. */
    static Optional<String> requireUnquoted(String key, Optional<String> prefix) {
        prefix.filter(text -> text.startsWith("\"") && text.endsWith("\"")).ifPresent(text -> {
            throw new IllegalArgumentException(full(key)
                    + " is in quotation marks, which would be written before every text: they are not needed. A space"
                    + " at the end is written \\u0020 in a properties file");
        });
        return prefix;
    }
}
