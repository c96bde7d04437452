package dev.quern.cache.semantic;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The shelves of all namespaces, within the bounds of them all. When there is no room, the tenant that takes up most of
 * it gives way: those of its shelves that nobody has used lately go first, as a whole; then the least recently used
 * questions of its least recently used shelf. A shelf whose collection has changed goes soon after its last use.
 */
final class Shelves {
    /** Namespaces at most. */
    private static final int MOST = 10_000;
    /** Part of the bounds that is freed beyond them, since looking for what gives way takes a while. */
    private static final double SLACK = .01;
    /** Namespaces of a tenant that come to be by being asked for; those beyond that begin with an answer. */
    private static final int MOST_ASKED = 200;
    /** Time for requests that began before the collection changed. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(30);

    private final SemanticSettings settings;
    private final InstantSource clock;
    private final Totals totals = new Totals();
    private final Map<TenantNamespace, Shelf> shelves = new ConcurrentHashMap<>();
    /** How many shelves each tenant has. */
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    private final Map<TenantCollection, Newest> newest = new ConcurrentHashMap<>();
    private final ReentrantLock tidying = new ReentrantLock();
    private volatile Instant nextSweep = Instant.MIN;
    private volatile long mostBytes;

    Shelves(SemanticSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.mostBytes = settings.bytes();
    }

    Totals totals() {
        return totals;
    }

    int count() {
        return shelves.size();
    }

    /** The shelf to be looked at; empty when there is none and the tenant has so many that it gets none by asking. */
    Optional<Shelf> find(TenantNamespace namespace) {
        Shelf there = shelves.get(namespace);
        if (there == null && counts.getOrDefault(namespace.tenant(), 0) >= MOST_ASKED) {
            return Optional.empty();
        }
        return Optional.of(there == null ? get(namespace) : there);
    }

    Shelf get(TenantNamespace namespace) {
        Shelf there = shelves.get(namespace);
        if (there != null) {
            return there;
        }
        Shelf shelf = shelves.computeIfAbsent(namespace, this::open);
        makeRoom(shelf);
        return shelf;
    }

    /** @throws dev.quern.protocol.QuernException when the vector is of another size than those that are there */
    void put(TenantNamespace namespace, StoredQuestion question) {
        Instant now = clock.instant();
        Shelf shelf = get(namespace);
        while (!shelf.put(question, now)) {
            shelf = get(namespace);
        }
        shelf.use(now);
        if (shelf.beginsToAnswer()) {
            newest.put(namespace.collection(), new Newest(namespace.namespace().collectionVersion(), now));
        }
        makeRoom(shelf);
    }

    /**
     * Puts onto a shelf what another replica or an earlier run has stored.
     *
     * @return false when the shelf is gone
     * @throws dev.quern.protocol.QuernException as {@link #put}
     */
    boolean bring(Shelf shelf, StoredQuestion question) {
        if (!shelf.put(question, clock.instant())) {
            return false;
        }
        makeRoom(shelf);
        return true;
    }

    void resize(double share) {
        mostBytes = (long) (settings.bytes() * share);
        makeRoom();
    }

    List<Shelf> all() {
        return List.copyOf(shelves.values());
    }

    List<Shelf> ofTenant(String tenant) {
        return shelves.values().stream()
                .filter(shelf -> shelf.namespace().tenant().equals(tenant))
                .toList();
    }

    int drop(Shelf shelf) {
        if (shelves.remove(shelf.namespace(), shelf)) {
            counts.computeIfPresent(shelf.namespace().tenant(), (_, count) -> count == 1 ? null : count - 1);
        }
        return shelf.close();
    }

    /** Drops what nobody will ask for any more, now and then. */
    void sweep() {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep) || !tidying.tryLock()) {
            return;
        }
        try {
            nextSweep = now.plus(BETWEEN_SWEEPS);
            for (Shelf shelf : shelves.values()) {
                if (isSuperseded(shelf, now)
                        || idle(shelf, now).compareTo(shelf.isEmpty() ? settings.idle() : settings.timeToLive()) > 0) {
                    totals.evicted(drop(shelf));
                }
            }
            newest.keySet()
                    .retainAll(shelves.keySet().stream()
                            .map(TenantNamespace::collection)
                            .collect(Collectors.toSet()));
        } finally {
            tidying.unlock();
        }
    }

    private boolean isSuperseded(Shelf shelf, Instant now) {
        Newest version = newest.get(shelf.namespace().collection());
        return version != null
                && !version.version().equals(shelf.namespace().namespace().collectionVersion())
                && Duration.between(version.since(), now).compareTo(GRACE) > 0
                && idle(shelf, now).compareTo(GRACE) > 0;
    }

    private void makeRoom() {
        shelves.values().stream().max(Comparator.comparing(Shelf::lastUsed)).ifPresent(this::makeRoom);
    }

    /** @param spared the shelf that grew, which gives way last */
    private void makeRoom(Shelf spared) {
        if (fits(1)) {
            return;
        }
        tidying.lock();
        try {
            Instant now = clock.instant();
            while (!fits(1 - SLACK)) {
                Shelf victim = victim(spared);
                boolean whole = victim != spared
                        && (areTooMany(1 - SLACK)
                                || isSuperseded(victim, now)
                                || idle(victim, now).compareTo(settings.idle()) > 0);
                if (whole || !evictSome(victim)) {
                    totals.evicted(drop(victim));
                }
            }
        } finally {
            tidying.unlock();
        }
    }

    /** The least recently used shelf of the tenants that take up most, but for the one that is spared when it can be. */
    private Shelf victim(Shelf spared) {
        ToLongFunction<Shelf> load = areTooMany(1 - SLACK) ? _ -> 1 : Shelf::bytes;
        Map<String, Long> loads = shelves.values().stream()
                .collect(Collectors.groupingBy(shelf -> shelf.namespace().tenant(), Collectors.summingLong(load)));
        long greatest = loads.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return shelves.values().stream()
                .filter(shelf ->
                        shelf != spared && loads.getOrDefault(shelf.namespace().tenant(), 0L) == greatest)
                .min(Comparator.comparing(Shelf::lastUsed))
                .orElse(spared);
    }

    private Shelf open(TenantNamespace namespace) {
        counts.merge(namespace.tenant(), 1, Integer::sum);
        return new Shelf(namespace, settings.entries(), totals, clock.instant());
    }

    /** @return false when there was nothing to evict */
    private boolean evictSome(Shelf victim) {
        boolean some = false;
        while (!fits(1 - SLACK) && victim.evict()) {
            some = true;
        }
        return some;
    }

    private boolean fits(double share) {
        return totals.bytes() <= mostBytes * share && !areTooMany(share);
    }

    private boolean areTooMany(double share) {
        return shelves.size() > MOST * share;
    }

    private static Duration idle(Shelf shelf, Instant now) {
        return Duration.between(shelf.lastUsed(), now);
    }

    private record Newest(String version, Instant since) {}
}
