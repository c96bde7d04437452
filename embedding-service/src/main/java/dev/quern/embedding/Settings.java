package dev.quern.embedding;

/** Checks on what was configured, which name the key. */
final class Settings {
    private Settings() {}

    static int requirePositive(String key, int value) {
        return requireAtLeast(key, 1, value);
    }

    static int requireAtLeast(String key, int minimum, int value) {
        if (value < minimum) {
            throw new IllegalArgumentException(
                    "quern.embedding." + key + " is " + value + " and has to be at least " + minimum);
        }
        return value;
    }
}
