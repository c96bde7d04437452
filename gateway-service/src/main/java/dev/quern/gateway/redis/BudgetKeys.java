package dev.quern.gateway.redis;

import dev.quern.gateway.TokenDay;
import java.util.List;
import java.util.stream.Stream;

/** Where the tokens of a tenant's day are: all under one hash tag, so that a cluster keeps them together. */
record BudgetKeys(String tenant, TokenDay day) {
    private String named(String name) {
        return "quern:tokens:{" + tenant + "}:" + day.date() + ":" + name;
    }

    List<String> all() {
        return Stream.of("used", "held", "holds", "ends").map(this::named).toList();
    }

    List<String> allAndMark(String reservation) {
        return Stream.of("used", "held", "holds", "ends", "settled:" + reservation)
                .map(this::named)
                .toList();
    }
}
