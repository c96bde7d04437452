package dev.quern.cache.semantic;

import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An archive in memory that can be away. */
final class FakeArchive implements SemanticArchive {
    private final Map<TenantNamespace, List<Entry>> logs = new HashMap<>();
    private final Map<TenantCollection, Map<String, Instant>> reports = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private boolean away;
    private Runnable afterRead = () -> {};

    synchronized void away(boolean isAway) {
        away = isAway;
    }

    /** What happens between reading and using what was read, once. */
    synchronized void afterRead(Runnable action) {
        afterRead = action;
    }

    @Override
    public synchronized void store(TenantNamespace namespace, ArchivedQuestion question) {
        add(namespace, new Change.Stored(question));
    }

    @Override
    public synchronized void remove(TenantNamespace namespace, String id) {
        add(namespace, new Change.Removed(id));
    }

    @Override
    public synchronized void removeTagged(String tenant, Tag tag) {
        require();
        logs.keySet().stream()
                .filter(namespace -> namespace.tenant().equals(tenant))
                .toList()
                .forEach(namespace -> add(namespace, new Change.Dropped(tag)));
    }

    @Override
    public synchronized void outdate(String tenant) {
        require();
        epochs.merge(tenant, 1, Integer::sum);
    }

    @Override
    public Page read(TenantNamespace namespace, Position after) {
        Page page = page(namespace, after);
        Runnable action;
        synchronized (this) {
            action = afterRead;
            afterRead = () -> {};
        }
        action.run();
        return page;
    }

    @Override
    public synchronized void report(TenantCollection collection, String id, Instant at) {
        require();
        reports.computeIfAbsent(collection, _ -> new HashMap<>()).put(id, at);
    }

    @Override
    public synchronized Map<String, Instant> reports(TenantCollection collection) {
        require();
        return Map.copyOf(reports.getOrDefault(collection, Map.of()));
    }

    private synchronized Page page(TenantNamespace namespace, Position after) {
        require();
        String epoch = "e" + epochs.getOrDefault(namespace.tenant(), 0);
        if (!after.epoch().isEmpty() && !after.epoch().equals(epoch)) {
            return new Page(new Position(epoch, ""), true, List.of(), false);
        }
        List<Entry> log = logs.getOrDefault(namespace, List.of());
        int from = after.offset().isEmpty() ? 0 : Integer.parseInt(after.offset());
        // Two at a time, so that there are pages.
        int to = Math.min(log.size(), from + 2);
        List<Change> changes = new ArrayList<>();
        for (Entry entry : log.subList(from, to)) {
            if (!(entry.change() instanceof Change.Stored) || entry.epoch().equals(epoch)) {
                changes.add(entry.change());
            }
        }
        return new Page(new Position(epoch, Integer.toString(to)), false, changes, to == log.size());
    }

    private void add(TenantNamespace namespace, Change change) {
        require();
        String epoch = "e" + epochs.getOrDefault(namespace.tenant(), 0);
        logs.computeIfAbsent(namespace, _ -> new ArrayList<>()).add(new Entry(epoch, change));
    }

    private void require() {
        if (away) {
            throw new StoreUnavailableException("away");
        }
    }

    private record Entry(String epoch, Change change) {}
}
