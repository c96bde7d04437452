package dev.quern.gateway;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Those of one priority who wait: tenants take turns, and each tenant's requests keep their order. */
final class Lane {
    private final SequencedMap<String, SequencedSet<Waiting>> tenants = new LinkedHashMap<>();
    private int size;

    void add(Waiting waiting) {
        tenants.computeIfAbsent(waiting.tenant(), _ -> new LinkedHashSet<>()).add(waiting);
        size++;
    }

    boolean remove(Waiting waiting) {
        SequencedSet<Waiting> own = tenants.get(waiting.tenant());
        if (own == null || !own.remove(waiting)) {
            return false;
        }
        if (own.isEmpty()) {
            tenants.remove(waiting.tenant());
        }
        size--;
        return true;
    }

    /** Takes whose turn it is; there must be somebody. */
    Waiting next() {
        Map.Entry<String, SequencedSet<Waiting>> turn = tenants.firstEntry();
        Waiting first = turn.getValue().getFirst();
        remove(first);
        if (!turn.getValue().isEmpty()) {
            tenants.putLast(turn.getKey(), turn.getValue());
        }
        return first;
    }

    int size() {
        return size;
    }

    int of(String tenant) {
        SequencedSet<Waiting> own = tenants.get(tenant);
        return own == null ? 0 : own.size();
    }

    /** How many of this lane would get a place before one more of that tenant. */
    int before(String tenant) {
        int own = of(tenant);
        return tenants.values().stream()
                .mapToInt(others -> Math.min(others.size(), own + 1))
                .sum();
    }

    /** The last of the tenant who has most. */
    Optional<Waiting> lastOfTheLongest() {
        return tenants.values().stream()
                .reduce((longest, other) -> other.size() > longest.size() ? other : longest)
                .map(SequencedSet::getLast);
    }
}
