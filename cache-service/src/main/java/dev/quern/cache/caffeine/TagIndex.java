package dev.quern.cache.caffeine;

import dev.quern.cache.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which entries carry a tag. An entry is added before it is stored and removed by the store's removal listener,
 * whatever the reason for its removal, so the index holds what the store holds and nothing else.
 */
final class TagIndex {
    private final ConcurrentMap<TagOfTenant, Set<Entry>> entries = new ConcurrentHashMap<>();

    void add(Entry entry) {
        for (Tag tag : entry.value().tags()) {
            entries.compute(new TagOfTenant(entry.key().tenant(), tag), (_, tagged) -> {
                Set<Entry> all = tagged == null ? new HashSet<>() : tagged;
                all.add(entry);
                return all;
            });
        }
    }

    void remove(Entry entry) {
        for (Tag tag : entry.value().tags()) {
            entries.computeIfPresent(new TagOfTenant(entry.key().tenant(), tag), (_, tagged) -> {
                tagged.remove(entry);
                return tagged.isEmpty() ? null : tagged;
            });
        }
    }

    List<Entry> tagged(String tenant, Tag tag) {
        List<Entry> copy = new java.util.ArrayList<>();
        // Sets are touched inside the map's own locking only.
        entries.computeIfPresent(new TagOfTenant(tenant, tag), (_, tagged) -> {
            copy.addAll(tagged);
            return tagged;
        });
        return copy;
    }

    /** Tags with at least one entry. */
    int size() {
        return entries.size();
    }

    private record TagOfTenant(String tenant, Tag tag) {}
}
