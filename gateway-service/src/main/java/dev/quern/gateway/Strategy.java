package dev.quern.gateway;

import java.util.Locale;

/** How much is done to find passages. */
public enum Strategy {
    SINGLE_STAGE,
    TWO_STAGE,
    MULTI_STAGE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
