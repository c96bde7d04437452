package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Builds collections anew in the background, a few at a time, each in a successor that takes its place when all of it is
 * there. A rebuild is in the store: whatever process is there goes on with it.
 */
public final class Rebuilds {
    private static final Logger LOG = Logger.getLogger(Rebuilds.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_COUNTED = 200;
    private static final String OTHERS = "The rebuild waits for other rebuilds.";

    private final DocumentStore store;
    private final Embeddings embeddings;
    private final SuccessorIndexing indexing;
    private final Leases leases;
    private final RetrievalConfig.Rebuilding config;
    private final Semaphore slots;
    private final Map<CollectionId, Running> running = new ConcurrentHashMap<>();
    /** Why rebuilds do not go on, in sentences; it stays while one waits to be tried again. */
    private final Map<CollectionId, String> problems = new ConcurrentHashMap<>();

    private @Nullable Thread sweeper;

    Rebuilds(
            DocumentStore store,
            Embeddings embeddings,
            SuccessorIndexing indexing,
            Leases leases,
            RetrievalConfig.Rebuilding config) {
        this.store = store;
        this.embeddings = embeddings;
        this.indexing = indexing;
        this.leases = leases;
        this.config = config;
        slots = new Semaphore(config.collections(), true);
    }

    /**
     * Begins to rebuild the collection.
     *
     * @throws QuernException {@code INVALID_ARGUMENT} naming {@code settings} when nothing is to change, {@code CONFLICT}
     *     naming {@code collection} when it is being rebuilt already or its model is not to be had
     */
    public void begin(Call call, CollectionId id, RebuildChoice choice) {
        CollectionSettings now =
                store.state(id).orElseThrow(() -> Catalogue.unknown(id)).settings();
        CollectionId successor = id.asSuccessor();
        if (store.state(successor).isPresent()) {
            throw underWay(id);
        }
        CollectionSettings wanted = wanted(call, now, choice);
        if (wanted.equals(now)) {
            throw QuernException.invalid(
                    "settings", "The collection is like that already: there is nothing to change.");
        }
        call.ensureWanted();
        if (!store.createCollection(successor, wanted).settings().equals(wanted)) {
            throw underWay(id);
        }
        problems.remove(id);
        goOn(id);
    }

    private CollectionSettings wanted(Call call, CollectionSettings now, RebuildChoice choice) {
        CollectionSettings model =
                choice.embeddingModel().isEmpty() ? now : embeddings.settingsFor(call, choice.embeddingModel());
        CollectionSettings wanted = new CollectionSettings(
                model.embeddingModel(),
                model.dimensions(),
                choice.distance().orElse(now.distance()),
                choice.profile().orElse(now.profile()),
                now.fields(),
                choice.chunking().over(now.chunking()));
        if (choice.embeddingModel().isEmpty()) {
            embeddings.requireOffered(call, wanted);
        }
        return wanted;
    }

    /** Gives the rebuild up; the collection stays as it is. */
    public void cancel(CollectionId id) {
        if (store.state(id).isEmpty()) {
            throw Catalogue.unknown(id);
        }
        if (!store.deleteCollection(id.asSuccessor())) {
            throw QuernException.notFound("collection", "The collection is not being rebuilt.");
        }
    }

    /** The rebuild that is under way, if any. */
    public Optional<Rebuild> of(CollectionId id) {
        Optional<Collection> successor = store.collection(id.asSuccessor());
        Optional<Collection> collection = successor.flatMap(_ -> store.collection(id));
        if (successor.isEmpty() || collection.isEmpty()) {
            return Optional.empty();
        }
        Collection next = successor.get();
        List<Document> failed = new Successor(store, id).failed(MOST_COUNTED);
        Optional<String> problem = failed.stream()
                .findFirst()
                .map(first -> "The rebuild waits for documents that cannot be indexed anew, such as `"
                        + first.id().name() + "`: " + first.reason())
                .or(() -> Optional.ofNullable(problems.get(id)));
        return Optional.of(new Rebuild(
                next.settings(),
                next.documents(),
                Math.max(next.documents(), collection.get().documents()),
                failed.size(),
                next.createdAt(),
                problem));
    }

    /** The collections that are being rebuilt, of all tenants. */
    public List<CollectionId> underWay() {
        return store.rebuilding();
    }

    void start() {
        sweeper = Thread.ofVirtual().name("rebuild-sweep").start(this::sweepNowAndThen);
    }

    /** Stops where it is; the next start goes on. */
    void stop() throws InterruptedException {
        Thread sweeping = sweeper;
        if (sweeping != null) {
            sweeping.interrupt();
            sweeping.join(PATIENCE);
        }
        for (Running one : running.values()) {
            one.stop();
        }
    }

    private void sweepNowAndThen() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    List<CollectionId> all = store.rebuilding();
                    problems.keySet().retainAll(Set.copyOf(all));
                    all.forEach(this::goOn);
                } catch (RuntimeException | Error failure) {
                    if (!Thread.currentThread().isInterrupted()) {
                        LOG.warn("rebuilds cannot be listed now", failure);
                    }
                }
                Thread.sleep(config.sweep());
            }
        } catch (InterruptedException stopped) {
            LOG.debug("looking for rebuilds ends");
        }
    }

    private void goOn(CollectionId id) {
        Running mine = new Running(id);
        if (running.putIfAbsent(id, mine) == null) {
            mine.start();
        }
    }

    private static QuernException underWay(CollectionId id) {
        return new QuernException(ErrorCode.CONFLICT, "The collection `" + id.name() + "` is being rebuilt already.")
                .withField("collection");
    }

    /** One rebuild that this process works on, or waits to. */
    private final class Running {
        private final CollectionId id;
        private final Thread thread;

        Running(CollectionId id) {
            this.id = id;
            thread = Thread.ofVirtual().name("rebuild-" + id.name()).unstarted(this::work);
        }

        void start() {
            thread.start();
        }

        void stop() throws InterruptedException {
            thread.interrupt();
            if (!thread.join(PATIENCE)) {
                LOG.warnf("%s did not stop in time", thread.getName());
            }
        }

        private void work() {
            boolean over = false;
            try {
                awaitSlot();
                try {
                    over = workInSlot();
                } finally {
                    slots.release();
                }
            } catch (InterruptedException stopped) {
                LOG.debugf("the rebuild of %s is left for the next start", id.name());
            } catch (RuntimeException | Error failure) {
                LOG.warnf(failure, "the rebuild of %s is left for the next sweep", id.name());
            } finally {
                running.remove(id, this);
            }
            // One that was begun while this one came to its end found it still there.
            if (over && store.state(id.asSuccessor()).isPresent()) {
                goOn(id);
            }
        }

        private void awaitSlot() throws InterruptedException {
            // Unlike one without a time it does not overtake those who wait.
            if (!slots.tryAcquire(0, TimeUnit.SECONDS)) {
                problems.putIfAbsent(id, OTHERS);
                slots.acquire();
                problems.remove(id, OTHERS);
            }
        }

        /** @return whether it was ours to work on, and nothing is left of it */
        private boolean workInSlot() throws InterruptedException {
            // No part can hold a slash.
            Optional<Leases.Lease> taken = leases.take(String.join("/", "rebuild", id.tenant(), id.name()));
            if (taken.isPresent()) {
                try (Leases.Lease lease = taken.get()) {
                    return new RebuildRun(store, indexing, config, id, lease, this::tell).run() && lease.isHeld();
                }
            }
            return false;
        }

        private void tell(Optional<String> problem) {
            problem.ifPresentOrElse(sentence -> problems.put(id, sentence), () -> problems.remove(id));
        }
    }
}
