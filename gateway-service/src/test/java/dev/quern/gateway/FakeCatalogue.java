package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Collections in memory. A rebuild gets on by one document each time that somebody looks. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeCatalogue implements Catalogue {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DOCUMENTS = 3;

    private final FakeServices services;
    private final Map<String, Collection> collections = new ConcurrentSkipListMap<>();
    private volatile Optional<PageRequest> lastPage = Optional.empty();
    private volatile Optional<Changes> lastChanges = Optional.empty();
    private volatile boolean stuck;

    public FakeCatalogue(FakeServices services) {
        this.services = services;
    }

    public void reset() {
        collections.clear();
        lastPage = Optional.empty();
        lastChanges = Optional.empty();
        stuck = false;
    }

    public PageRequest lastPage() {
        return lastPage.orElseThrow();
    }

    public Changes lastChanges() {
        return lastChanges.orElseThrow();
    }

    /** From now on no rebuild gets any further. */
    public void stick() {
        stuck = true;
    }

    @Override
    public Collection create(Call call, NewCollection wanted) {
        services.answerOrFail("retrieval-service");
        Collection made = new Collection(
                wanted.name(),
                wanted.embeddingModel().isEmpty() ? "fake@1" : wanted.embeddingModel(),
                384,
                wanted.distance(),
                wanted.profile(),
                wanted.fields(),
                "v1",
                0,
                0,
                0,
                NOW,
                List.of("This store keeps all vectors in memory."),
                Optional.of(wanted.chunking().orElse(new Chunking(ChunkingMethod.RECURSIVE, 1000, 200))),
                Optional.empty());
        Collection there = collections.putIfAbsent(wanted.name(), made);
        if (there != null && !there.equals(made)) {
            throw new QuernException(ErrorCode.CONFLICT, "It is there with other settings.").withField("name");
        }
        return made;
    }

    @Override
    public Collection get(Call call, String name) {
        services.answerOrFail("retrieval-service");
        Collection collection = found(name);
        collection
                .rebuild()
                .filter(_ -> !stuck)
                .ifPresent(rebuild -> collections.put(name, with(collection, next(rebuild))));
        return collection;
    }

    @Override
    public Page<Collection> list(Call call, PageRequest page) {
        services.answerOrFail("retrieval-service");
        lastPage = Optional.of(page);
        return FakePages.page(List.copyOf(collections.values()), page);
    }

    @Override
    public void delete(Call call, String name) {
        found(name);
        collections.remove(name);
    }

    @Override
    public Collection rebuild(Call call, String name, Changes changes) {
        services.answerOrFail("retrieval-service");
        lastChanges = Optional.of(changes);
        Collection collection = found(name);
        Rebuild rebuild = new Rebuild(
                changes.embeddingModel().orElse(collection.embeddingModel()),
                changes.distance().orElse(collection.distance()),
                changes.profile().orElse(collection.profile()),
                changes.chunking().or(collection::chunking),
                0,
                DOCUMENTS,
                1,
                NOW);
        Collection rebuilding = with(collection, Optional.of(rebuild));
        collections.put(name, rebuilding);
        return rebuilding;
    }

    @Override
    public void cancelRebuild(Call call, String name) {
        Collection collection = found(name);
        if (collection.rebuild().isEmpty()) {
            throw QuernException.notFound("collection", "It is not being rebuilt.");
        }
        collections.put(name, with(collection, Optional.empty()));
    }

    private Collection found(String name) {
        Collection collection = collections.get(name);
        if (collection == null) {
            throw QuernException.notFound("collection", "There is no collection `" + name + "`.");
        }
        return collection;
    }

    private static Optional<Rebuild> next(Rebuild rebuild) {
        return rebuild.documentsDone() == rebuild.documentsTotal()
                ? Optional.empty()
                : Optional.of(new Rebuild(
                        rebuild.embeddingModel(),
                        rebuild.distance(),
                        rebuild.profile(),
                        rebuild.chunking(),
                        rebuild.documentsDone() + 1,
                        rebuild.documentsTotal(),
                        rebuild.documentsFailed(),
                        rebuild.startedAt()));
    }

    private static Collection with(Collection collection, Optional<Rebuild> rebuild) {
        return new Collection(
                collection.name(),
                collection.embeddingModel(),
                collection.dimensions(),
                collection.distance(),
                collection.profile(),
                collection.fields(),
                collection.version(),
                collection.documents(),
                collection.passages(),
                collection.bytes(),
                collection.createdAt(),
                collection.remarks(),
                collection.chunking(),
                rebuild);
    }
}
