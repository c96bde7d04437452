package dev.quern.cache;

import java.util.Locale;

/** What a value is; decides how long it lives. */
public enum ValueType {
    ANSWER,
    SEARCH,
    EMBEDDING,
    SQL,
    API;

    /** As it is written in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
