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
 * What waits at one priority, fair between tenants: whoever has been given the fewest tokens is next, and of those whoever
 * came first (start-time fair queueing, Goyal et al., 1996). A tenant that comes back is charged for what it was given
 * until the others have caught up. Not safe for use by several threads.
 */
final class Lane {
    private final Map<String, Account> accounts = new HashMap<>();
    private long given;
    private long arrivals;
    private int size;

    private static final class Account {
        private final Set<WaitingInput> inputs = new LinkedHashSet<>();
        private long given;
        private long arrival;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(ComputeRequest<?, ?> request) {
        Account account = accounts.computeIfAbsent(request.tenant(), _ -> new Account());
        if (account.inputs.isEmpty()) {
            account.given = Math.max(account.given, given);
            account.arrival = arrivals++;
        }
        account.inputs.addAll(request.inputs());
        size += request.inputs().size();
    }

    /** Drops what is left of a request. */
    void remove(ComputeRequest<?, ?> request) {
        request.inputs().forEach(this::remove);
    }

    /** The next inputs in their fair order, all for the same model as the first, without taking them out. */
    List<WaitingInput> peek(int limit) {
        List<WaitingInput> found = new ArrayList<>();
        List<Iterator<WaitingInput>> turns = new ArrayList<>();
        accounts.values().stream()
                .filter(account -> !account.inputs.isEmpty())
                .sorted(Comparator.<Account>comparingLong(account -> account.given)
                        .thenComparingLong(account -> account.arrival))
                .forEach(account -> turns.add(account.inputs.iterator()));
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
            Account account = accounts.get(input.request.tenant());
            if (account != null && remove(input)) {
                given = Math.max(given, account.given);
                account.given += input.length();
            }
        }
        accounts.values().removeIf(account -> account.inputs.isEmpty() && (size == 0 || account.given <= given));
    }

    private boolean remove(WaitingInput input) {
        Account account = accounts.get(input.request.tenant());
        boolean removed = account != null && account.inputs.remove(input);
        size -= removed ? 1 : 0;
        return removed;
    }
}
