package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Page;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.registry.Entries;
import dev.quern.retrieval.registry.Entry;
import io.weaviate.client6.v1.api.collections.WeaviateObject;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.FilterOperand;
import io.weaviate.client6.v1.api.collections.query.SortBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Entries in Weaviate, each an object whose id stands for its name. Any number of processes may share them. */
public final class WeaviateEntries implements Entries {
    private static final String NAME = "name";
    private static final String OWNER = "owner";
    private static final String PLACE = "place";
    private static final String END = "end";
    private static final int AT_ONCE = 200;

    private final WeaviateConnection connection;
    private final WeaviateObjects objects;

    /** Connects with the first call. */
    public WeaviateEntries(RetrievalConfig.Weaviate config) {
        connection = new WeaviateConnection(config);
        objects = WeaviateObjects.withoutTenants(connection, Schema.REGISTRY);
    }

    @Override
    public Optional<Entry> get(String name) {
        return objects.get(ObjectIds.ofEntry(name)).map(WeaviateEntries::entry);
    }

    @Override
    public Set<String> present(Collection<String> names) {
        String[] ids =
                names.stream().map(name -> ObjectIds.ofEntry(name).toString()).toArray(String[]::new);
        return objects
                .find(query -> query.filters(Filter.uuid().containsAny(ids))
                        .limit(ids.length)
                        .returnProperties(NAME))
                .stream()
                .map(found -> found.text(NAME))
                .collect(Collectors.toSet());
    }

    @Override
    public void put(Entry entry) {
        objects.put(ObjectIds.ofEntry(entry.name()), properties(entry));
    }

    /** Reads it again: an answer may have been lost, and two who write at the same time may both be told that they did. */
    @Override
    public boolean putIfAbsent(Entry entry) {
        objects.putIfAbsent(ObjectIds.ofEntry(entry.name()), properties(entry));
        return get(entry.name()).filter(entry::equals).isPresent();
    }

    @Override
    public boolean moveEnd(String name, Instant end) {
        return objects.merge(ObjectIds.ofEntry(name), Map.of(END, number(end)));
    }

    @Override
    public Page<Entry> list(String list, Instant after, int limit, Optional<String> before) {
        List<FilterOperand> conditions = new ArrayList<>();
        conditions.add(in(list));
        conditions.add(Filter.property(END).gt(number(after)));
        before.ifPresent(place -> conditions.add(Filter.property(PLACE).lt(place)));
        List<Entry> found = objects
                .find(query -> query.filters(Filter.and(conditions))
                        .sort(SortBy.property(PLACE).desc())
                        .limit(limit + 1))
                .stream()
                .map(WeaviateEntries::entry)
                .toList();
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).place()));
    }

    @Override
    public long count(String list, Instant after) {
        Filter wanted = Filter.and(in(list), Filter.property(END).gt(number(after)));
        Long count = objects.call(handle ->
                        handle.aggregate.overAll(all -> all.filters(wanted).includeTotalCount(true)))
                .totalCount();
        return count == null ? 0 : count;
    }

    @Override
    public List<Entry> over(Instant before, int limit) {
        return objects
                .find(query ->
                        query.filters(Filter.property(END).lt(number(before))).limit(limit))
                .stream()
                .map(WeaviateEntries::entry)
                .toList();
    }

    @Override
    public void keepNewest(String list, int most) {
        List<String> older;
        do {
            older = objects
                    .fetch(query -> query.filters(in(list))
                            .sort(SortBy.property(PLACE).desc())
                            .offset(most)
                            .limit(AT_ONCE)
                            .returnProperties(PLACE))
                    .stream()
                    .map(WeaviateObject::uuid)
                    .toList();
            if (!older.isEmpty()) {
                objects.remove(older);
            }
        } while (older.size() == AT_ONCE);
    }

    @Override
    public void remove(String name) {
        objects.remove(List.of(ObjectIds.ofEntry(name).toString()));
    }

    @Override
    public void removeAll(String list) {
        objects.remove(in(list));
    }

    @Override
    public void close() {
        connection.close();
    }

    private static Filter in(String list) {
        return Filter.property(OWNER).eq(ObjectIds.list(list));
    }

    private static double number(Instant end) {
        return end.toEpochMilli();
    }

    private static Map<String, Object> properties(Entry entry) {
        return Map.of(
                NAME,
                entry.name(),
                "list",
                entry.list(),
                OWNER,
                ObjectIds.list(entry.list()),
                PLACE,
                entry.place(),
                END,
                number(entry.end()),
                "properties",
                entry.lines());
    }

    private static Entry entry(Fields fields) {
        return new Entry(
                fields.text(NAME),
                fields.text("list"),
                fields.text(PLACE),
                Instant.ofEpochMilli(fields.number(END)),
                Entry.properties(fields.list("properties")));
    }
}
