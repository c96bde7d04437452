package dev.quern.cache.semantic;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Raises the threshold of a collection by what was reported as wrong there. Each report halves what is tolerated, the
 * distance of the threshold to 1; its weight halves in the half-life. So the threshold stays below 1 and comes back.
 */
final class Feedback {
    /** Reports of full weight that count: with a threshold of .9 it rises to .994 at most. */
    private static final double HEAVIEST = 4;
    /** Reports that are remembered; more weigh no more. */
    static final int MOST_REPORTS = 32;

    private static final int MOST_COLLECTIONS = 10_000;
    /** Half-lives after which a report is forgotten. */
    static final int FORGOTTEN_AFTER = 10;

    private final Duration halfLife;
    private final InstantSource clock;
    private final Map<TenantCollection, Map<String, Instant>> reports = new ConcurrentHashMap<>();

    Feedback(Duration halfLife, InstantSource clock) {
        this.halfLife = halfLife;
        this.clock = clock;
    }

    double threshold(TenantCollection collection, double threshold) {
        Map<String, Instant> of = reports.get(collection);
        if (of == null) {
            return threshold;
        }
        Instant now = clock.instant();
        double weight = of.values().stream().mapToDouble(at -> weight(at, now)).sum();
        return 1 - (1 - threshold) * Math.pow(2, -Math.min(HEAVIEST, weight));
    }

    void report(TenantCollection collection, String id, Instant at) {
        learn(collection, Map.of(id, at));
    }

    /** Adds what others have been told. */
    void learn(TenantCollection collection, Map<String, Instant> more) {
        if (more.isEmpty()) {
            return;
        }
        if (reports.size() >= MOST_COLLECTIONS && !reports.containsKey(collection)) {
            forget();
        }
        Instant now = clock.instant();
        reports.compute(collection, (_, known) -> {
            Map<String, Instant> all = new ConcurrentHashMap<>(known == null ? Map.of() : known);
            all.putAll(more);
            all.values().removeIf(at -> isForgotten(at, now));
            while (all.size() > MOST_REPORTS) {
                all.values()
                        .remove(all.values().stream().min(Instant::compareTo).orElseThrow());
            }
            return all.isEmpty() ? null : all;
        });
    }

    /** Makes room: reports that weigh nothing any more, and if there are none the collection that was longest without. */
    private void forget() {
        Instant now = clock.instant();
        reports.values().removeIf(of -> of.values().stream().allMatch(at -> isForgotten(at, now)));
        if (reports.size() >= MOST_COLLECTIONS) {
            reports.entrySet().stream()
                    .min(Map.Entry.comparingByValue(java.util.Comparator.comparing(
                            of -> of.values().stream().max(Instant::compareTo).orElse(Instant.MIN))))
                    .ifPresent(oldest -> reports.remove(oldest.getKey()));
        }
    }

    private double weight(Instant at, Instant now) {
        return Math.pow(2, -Math.max(0, halfLives(at, now)));
    }

    private boolean isForgotten(Instant at, Instant now) {
        return halfLives(at, now) > FORGOTTEN_AFTER;
    }

    private double halfLives(Instant at, Instant now) {
        return (double) Duration.between(at, now).toMillis() / halfLife.toMillis();
    }
}
