package dev.quern.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A second level that fails, or does something else meanwhile, on request. */
final class FakeStore implements ValueStore {
    final Map<CacheKey, CachedValue> values = new ConcurrentHashMap<>();
    final List<Invalidation> invalidations = new ArrayList<>();
    int calls;
    boolean away;
    boolean full;
    /** Each tenant is a part of its own; these are away. */
    final Set<String> partsAway = new HashSet<>();
    /** What happens after a get has found its value and before it returns. */
    Meanwhile meanwhile = () -> {};
    /** What happens while everything is being dropped, before it is gone. */
    Meanwhile whileDropping = () -> {};

    @Override
    public CacheLevel level() {
        return CacheLevel.REDIS;
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) throws InterruptedException {
        failIfAway(key.tenant());
        Optional<CachedValue> found = Optional.ofNullable(values.get(key));
        Meanwhile once = meanwhile;
        meanwhile = () -> {};
        once.happens();
        return found;
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        failIfAway();
        if (full) {
            values.remove(key);
            throw new StoreFullException("full", new IllegalStateException());
        }
        values.put(key, value);
    }

    @Override
    public long invalidate(Invalidation invalidation) {
        failIfAway(invalidation.tenant());
        invalidations.add(invalidation);
        long before = values.size();
        values.keySet()
                .removeIf(key -> key.tenant().equals(invalidation.tenant())
                        && (!(invalidation instanceof Invalidation.OfKey one)
                                || one.key().equals(key)));
        return before - values.size();
    }

    @Override
    public void dropChangeable() throws InterruptedException {
        failIfAway();
        Meanwhile once = whileDropping;
        whileDropping = () -> {};
        once.happens();
        values.clear();
    }

    @Override
    public Usage usage() {
        return new Usage(values.size(), 0, 0);
    }

    @Override
    public void check() {
        failIfAway();
    }

    @Override
    public String part(String tenant) {
        return partsAway.isEmpty() ? "" : tenant;
    }

    private void failIfAway(String tenant) {
        failIfAway();
        if (partsAway.contains(tenant)) {
            throw new StoreUnavailableException("away");
        }
    }

    private void failIfAway() {
        calls++;
        if (away) {
            throw new StoreUnavailableException("away");
        }
    }

    @FunctionalInterface
    interface Meanwhile {
        void happens() throws InterruptedException;
    }
}
