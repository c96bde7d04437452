package dev.quern.cache.semantic;

import dev.quern.cache.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What replicas share and a restart leaves: for each namespace a log of what became of it, read from its begin once and
 * from where one has come to afterwards. It may forget what it has at any time. Every method may throw {@link
 * dev.quern.cache.StoreUnavailableException}, within a short time.
 */
public interface SemanticArchive {
    /** Of a replica that is alone and forgets. */
    SemanticArchive NONE = new SemanticArchive() {
        @Override
        public void store(TenantNamespace namespace, ArchivedQuestion question) {}

        @Override
        public void remove(TenantNamespace namespace, String id) {}

        @Override
        public void removeTagged(String tenant, Tag tag) {}

        @Override
        public void outdate(String tenant) {}

        @Override
        public Page read(TenantNamespace namespace, Position after) {
            return new Page(after, false, List.of(), true);
        }

        @Override
        public void report(TenantCollection collection, String id, Instant at) {}

        @Override
        public Map<String, Instant> reports(TenantCollection collection) {
            return Map.of();
        }
    };

    void store(TenantNamespace namespace, ArchivedQuestion question) throws InterruptedException;

    void remove(TenantNamespace namespace, String id) throws InterruptedException;

    void removeTagged(String tenant, Tag tag) throws InterruptedException;

    /** Outdates everything of the tenant. */
    void outdate(String tenant) throws InterruptedException;

    /** The next part of the log. */
    Page read(TenantNamespace namespace, Position after) throws InterruptedException;

    /** Remembers that a hit was reported as wrong. */
    void report(TenantCollection collection, String id, Instant at) throws InterruptedException;

    /** By id; those that still count. */
    Map<String, Instant> reports(TenantCollection collection) throws InterruptedException;

    /**
     * How far a log has been read.
     *
     * @param epoch of the tenant; what was read in another is outdated. Empty: none yet
     * @param offset as the archive writes it; empty: the begin
     */
    record Position(String epoch, String offset) {
        public static final Position BEGIN = new Position("", "");
    }

    /**
     * @param outdated whether all that was read before must be forgotten, {@code changes} apart
     * @param changes in the order in which they took place
     * @param last whether there is no more to read just now
     */
    record Page(Position position, boolean outdated, List<Change> changes, boolean last) {}

    /** One entry of a log. */
    sealed interface Change {
        record Stored(ArchivedQuestion question) implements Change {}

        record Removed(String id) implements Change {}

        record Dropped(Tag tag) implements Change {}
    }
}
