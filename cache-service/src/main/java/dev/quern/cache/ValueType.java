package dev.quern.cache;

import java.util.Locale;

/** What a value is; decides how long it lives. */
public enum ValueType {
    ANSWER,
    SEARCH,
    EMBEDDING,
    SQL,
    API;

    /** Whether a key can come to stand for another value. The key of an embedding says all that it depends on. */
    public boolean canChange() {
        return switch (this) {
            case EMBEDDING -> false;
            case ANSWER, SEARCH, SQL, API -> true;
        };
    }

    /** As it is written in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
