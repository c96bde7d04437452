package dev.quern.embedding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What waits at one priority, fair between tenants: whoever has been given the fewest tokens is next (start-time fair
 * queueing, Goyal et al., 1996). Not safe for use by several threads.
 */
final class Lane {
    private final Map<String, Queue> tenants = new HashMap<>();
    private long given;

    private static final class Queue {
        private final Set<WaitingInput> inputs = new LinkedHashSet<>();
        private long given;

        Queue(long given) {
            this.given = given;
        }
    }

    boolean isEmpty() {
        return tenants.isEmpty();
    }

    int size() {
        return tenants.values().stream().mapToInt(queue -> queue.inputs.size()).sum();
    }

    void add(ComputeRequest<?, ?> request) {
        tenants.computeIfAbsent(request.tenant(), _ -> new Queue(given)).inputs.addAll(request.inputs());
    }

    /** Drops what is left of a request. */
    void remove(ComputeRequest<?, ?> request) {
        Queue queue = tenants.get(request.tenant());
        if (queue != null) {
            request.inputs().forEach(queue.inputs::remove);
            forgetIfEmpty(request.tenant(), queue);
        }
    }

    /** The next inputs in their fair order, all for the same model as the first, without taking them out. */
    List<WaitingInput> peek(int limit) {
        List<WaitingInput> found = new ArrayList<>();
        List<Iterator<WaitingInput>> turns = new ArrayList<>();
        tenants.values().stream()
                .sorted(Comparator.comparingLong(queue -> queue.given))
                .forEach(queue -> turns.add(queue.inputs.iterator()));
        while (!turns.isEmpty() && found.size() < limit) {
            for (Iterator<Iterator<WaitingInput>> round = turns.iterator(); round.hasNext() && found.size() < limit; ) {
                Iterator<WaitingInput> turn = round.next();
                if (!turn.hasNext()) {
                    round.remove();
                    continue;
                }
                WaitingInput next = turn.next();
                if (found.isEmpty() || next.isForTheModelOf(found.getFirst())) {
                    found.add(next);
                }
            }
        }
        return found;
    }

    /** Takes out what will be computed now, and charges it to its tenants. */
    void take(List<WaitingInput> batch) {
        for (WaitingInput input : batch) {
            String tenant = input.request.tenant();
            Queue queue = tenants.get(tenant);
            if (queue != null) {
                given = Math.max(given, queue.given);
                queue.given += input.length();
                queue.inputs.remove(input);
                forgetIfEmpty(tenant, queue);
            }
        }
    }

    private void forgetIfEmpty(String tenant, Queue queue) {
        if (queue.inputs.isEmpty()) {
            tenants.remove(tenant);
        }
    }
}
