package dev.quern.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A second level that fails, or does something else meanwhile, on request. */
final class FakeStore implements ValueStore {
    final Map<CacheKey, CachedValue> values = new HashMap<>();
    final List<Invalidation> invalidations = new ArrayList<>();
    int calls;
    boolean away;
    /** What happens after a get has found its value and before it returns. */
    Meanwhile meanwhile = () -> {};

    @Override
    public CacheLevel level() {
        return CacheLevel.REDIS;
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) throws InterruptedException {
        failIfAway();
        Optional<CachedValue> found = Optional.ofNullable(values.get(key));
        Meanwhile once = meanwhile;
        meanwhile = () -> {};
        once.happens();
        return found;
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        failIfAway();
        values.put(key, value);
    }

    @Override
    public long invalidate(Invalidation invalidation) {
        failIfAway();
        invalidations.add(invalidation);
        long before = values.size();
        values.keySet()
                .removeIf(key -> key.tenant().equals(invalidation.tenant())
                        && (!(invalidation instanceof Invalidation.OfKey one)
                                || one.key().equals(key)));
        return before - values.size();
    }

    @Override
    public Usage usage() {
        return new Usage(values.size(), 0, 0);
    }

    @Override
    public void check() {
        failIfAway();
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
