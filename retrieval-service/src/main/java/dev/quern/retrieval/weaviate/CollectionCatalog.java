package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Ulids;
import io.weaviate.client6.v1.api.collections.tenants.Tenant;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collections as a whole: made, described, listed and deleted. */
final class CollectionCatalog {
    private final WeaviateConnection connection;
    private final CollectionRecords records;
    private final WorkList work;
    private final CollectionRemoval removal;
    private final int searchCandidates;
    private final CountCache counts = new CountCache();

    CollectionCatalog(
            WeaviateConnection connection,
            CollectionRecords records,
            WorkList work,
            CollectionRemoval removal,
            int searchCandidates) {
        this.connection = connection;
        this.records = records;
        this.work = work;
        this.removal = removal;
        this.searchCandidates = searchCandidates;
    }

    Optional<Collection> find(CollectionId id) {
        return records.get(id).map(this::describe);
    }

    Page<Collection> list(String tenant, int limit, Optional<String> after) {
        List<CollectionRecord> rest = records.of(tenant).stream()
                .filter(record -> after.filter(last -> record.id().name().compareTo(last) <= 0)
                        .isEmpty())
                .sorted(Comparator.comparing(record -> record.id().name()))
                .limit(limit + 1L)
                .toList();
        List<CollectionRecord> part = rest.subList(0, Math.min(limit, rest.size()));
        return new Page<>(
                part.stream().map(this::describe).toList(),
                rest.size() > limit ? Optional.of(part.getLast().id().name()) : Optional.empty());
    }

    Collection create(CollectionId id, CollectionSettings settings) {
        Optional<Collection> there = find(id);
        if (there.isPresent()) {
            return there.get();
        }
        new FilterProperties(settings).check();
        records.deleted(id).ifPresent(removal::finishDeletion);
        removal.tidySuccessor(id.asItself());
        return make(id, settings);
    }

    /**
     * Makes the same incarnation as anybody who does so at the same time: Weaviate (1.35.2) lets the later of two records
     * overwrite the earlier one, and what was stored after the earlier one has to be found by the later.
     */
    private Collection make(CollectionId id, CollectionSettings settings) {
        String incarnation = records.nextIncarnation(id);
        CollectionRecord made = new CollectionRecord(id, incarnation, settings, Ulids.next(), Instant.now(), Sign.NONE);
        ChunkClass chunks = new ChunkClass(settings);
        Tenant tenant = Tenant.active(made.weaviateTenant());
        connection.callRest(client -> {
            Schema.create(client, chunks.config(searchCandidates));
            client.collections.use(chunks.name()).tenants.create(tenant);
            client.collections.use(Schema.DOCUMENTS).tenants.create(tenant);
            return tenant;
        });
        // The record comes last: a collection that is there can be used.
        records.addIfAbsent(made);
        CollectionRecord now = records.get(id)
                .orElseThrow(() -> WeaviateErrors.unavailable("Weaviate, the document store, lost a collection."));
        if (records.isBuried(made)) {
            // It was made and deleted by others meanwhile, and this one is its ghost.
            if (now.incarnation().equals(incarnation)) {
                records.markDeleted(now);
            }
            removal.finishDeletion(made);
            throw WeaviateErrors.unavailable("The collection was deleted while it was made. Try again.");
        }
        return describe(now);
    }

    /** The collections, of all tenants, that have a successor. */
    List<CollectionId> rebuilding() {
        return records.successors().stream()
                .map(successor -> successor.record().id())
                .filter(id -> records.get(id).isPresent())
                .map(CollectionId::asItself)
                .toList();
    }

    boolean delete(CollectionId id) {
        Optional<CollectionRecord> record = records.get(id);
        if (record.isEmpty()) {
            return false;
        }
        // Listed first: what is begun from now on may belong to a collection that is made in this one's place.
        List<Work> left = id.successor() ? work.of(id) : work.ofBoth(id);
        records.markDeleted(record.get());
        if (id.successor() && !isStillOne(record.get())) {
            records.unmarkDeleted(record.get());
            throw WeaviateErrors.unavailable(
                    "The collection `%s` is being replaced just now. Try again.".formatted(id.name()));
        }
        removal.finishDeletion(record.get());
        work.end(left);
        return true;
    }

    /** Whether the successor that was marked as deleted is not about to be, and has not been, put in place. */
    private boolean isStillOne(CollectionRecord successor) {
        return records.get(successor.id().asItself())
                .filter(now -> !now.sign().isUp() && !now.isSameAs(successor))
                .isPresent();
    }

    private Collection describe(CollectionRecord record) {
        DocumentRecords.Counts now =
                counts.get(record, () -> new DocumentRecords(connection, record).count(Optional.empty()));
        CollectionSettings settings = record.settings();
        return new Collection(
                record.id(),
                settings,
                record.version(),
                now.documents(),
                now.passages(),
                // Texts are stored once as they are and once cut into chunks.
                2 * now.characters() + now.passages() * settings.dimensions() * Float.BYTES,
                new ChunkClass(settings).remarks(),
                record.createdAt());
    }
}
