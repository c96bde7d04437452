package dev.quern.cache.disk;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Invalidation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The values that are found, by their keys. For use by any number of threads. */
final class Slots {
    private final Map<CacheKey, Slot> slots = new ConcurrentHashMap<>();

    @Nullable Slot get(CacheKey key) {
        return slots.get(key);
    }

    /** @return the one before */
    @Nullable Slot put(Slot slot) {
        return slots.put(slot.key(), slot);
    }

    /** @return whether there was none */
    boolean putIfAbsent(Slot slot) {
        return slots.putIfAbsent(slot.key(), slot) == null;
    }

    /** @return whether it was there, and not another */
    boolean remove(Slot slot) {
        return slots.remove(slot.key(), slot);
    }

    void clear() {
        slots.clear();
    }

    int size() {
        return slots.size();
    }

    List<Slot> coveredBy(Invalidation invalidation) {
        if (invalidation instanceof Invalidation.OfKey one) {
            return Optional.ofNullable(slots.get(one.key())).stream().toList();
        }
        return all(slot -> invalidation.covers(slot.key(), slot.tags()));
    }

    List<Slot> all(Predicate<Slot> which) {
        return slots.values().stream().filter(which).toList();
    }
}
