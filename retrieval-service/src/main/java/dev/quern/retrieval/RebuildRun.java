package dev.quern.retrieval;

import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Takes one rebuild to its end. Everything it needs to know is in the store, so another can go on with it at any point.
 * It copies what the successor lacks until little is missing, waits until that is indexed, and then changes over; what
 * changed in between is copied while the store lets nobody change more.
 */
final class RebuildRun {
    private static final Logger LOG = Logger.getLogger(RebuildRun.class);
    private static final int MOST_RETRIED = 1000;
    private static final int MOST_PATIENCE = 16;

    private final DocumentStore store;
    private final SuccessorIndexing indexing;
    private final RetrievalConfig.Rebuilding config;
    private final CollectionId collection;
    private final Leases.Lease lease;
    private final Consumer<Optional<String>> problem;
    private final Successor successor;
    private boolean triedFailedOnes;
    /** Differences that the last round found. */
    private int lastDifferences = Integer.MAX_VALUE;
    /** Documents that the last step may have to index: more each time that there were too many. */
    private int lastCopies;

    /** @param problem told why it does not go on, as far as only this run knows; empty when it does */
    RebuildRun(
            DocumentStore store,
            SuccessorIndexing indexing,
            RetrievalConfig.Rebuilding config,
            CollectionId collection,
            Leases.Lease lease,
            Consumer<Optional<String>> problem) {
        this.store = store;
        this.indexing = indexing;
        this.config = config;
        this.collection = collection;
        this.lease = lease;
        this.problem = problem;
        successor = new Successor(store, collection);
        lastCopies = config.lastCopies();
    }

    /** Where a rebuild is after a round. */
    private enum Outcome {
        GOES_ON,
        IS_OVER,
        WAITS
    }

    /**
     * Goes on as far as it can.
     *
     * @return whether nothing is left to do here: the collection has changed over, the rebuild was cancelled, or another
     *     has the lease; when something is, it is to be tried again after a while
     */
    boolean run() throws InterruptedException {
        try {
            Outcome outcome = round();
            while (outcome == Outcome.GOES_ON && lease.isHeld()) {
                Thread.sleep(config.poll());
                outcome = round();
            }
            return outcome != Outcome.WAITS;
        } catch (RuntimeException failure) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the service is stopping");
            }
            QuernException known = QuernException.of(failure);
            LOG.warnf(
                    known.code() == ErrorCode.INTERNAL ? failure : null,
                    "the rebuild of %s of tenant %s waits: %s",
                    collection.name(),
                    collection.tenant(),
                    known.text());
            problem.accept(Optional.of(known.text()));
            return false;
        }
    }

    private Outcome round() throws InterruptedException {
        Optional<CollectionSettings> settings = successor.settings();
        if (settings.isEmpty()) {
            return Outcome.IS_OVER;
        }
        if (store.state(collection).isEmpty()) {
            store.deleteCollection(successor.id());
            return Outcome.IS_OVER;
        }
        indexing.requireModel(collection.tenant(), settings.get());
        problem.accept(Optional.empty());
        try {
            return advance();
        } catch (QuernException failure) {
            // Cancelled in the middle of a step.
            if (successor.settings().isEmpty()) {
                return Outcome.IS_OVER;
            }
            throw failure;
        }
    }

    private Outcome advance() throws InterruptedException {
        tryFailedOnes();
        Differences differences = Differences.between(store, collection);
        differences.gone().forEach(store::delete);
        copy(differences.changed());
        if (differences.changed().size() > lastCopies) {
            if (differences.changed().size() >= lastDifferences) {
                allowMoreLastCopies();
            }
            lastDifferences = differences.changed().size();
            return Outcome.GOES_ON;
        }
        awaitIndexed();
        if (!successor.failed(1).isEmpty()) {
            return Outcome.WAITS;
        }
        return lease.isHeld() && changeOver() ? Outcome.IS_OVER : Outcome.GOES_ON;
    }

    /** Once in a run: what fails then is left for the next. */
    private void tryFailedOnes() {
        if (!triedFailedOnes) {
            triedFailedOnes = true;
            successor.failed(MOST_RETRIED).forEach(document -> {
                store.update(document.pending());
                indexing.offer(document.id());
            });
        }
    }

    private void copy(List<DocumentId> originals) throws InterruptedException {
        int atOnce = Math.max(1, config.ahead() / 2);
        int copied = 0;
        for (DocumentId original : originals) {
            // A look at the store for half of what may wait, so that no more than that is ever ahead.
            if (copied % atOnce == 0) {
                pauseWhile(() -> successor.hasUnfinished(atOnce));
            }
            if (!lease.isHeld()) {
                return;
            }
            successor.copy(original).ifPresent(indexing::offer);
            copied++;
        }
    }

    private void awaitIndexed() throws InterruptedException {
        pauseWhile(() -> {
            List<Document> behind = successor.behind();
            // Most are known to the workers, but perhaps to those of a process that is no more.
            behind.forEach(document -> indexing.offer(document.id()));
            return !behind.isEmpty();
        });
    }

    /** @throws QuernException when the model, without which nothing is indexed, is not to be had any more */
    private void pauseWhile(BooleanSupplier others) throws InterruptedException {
        Deadline check = Deadline.after(config.sweep());
        while (lease.isHeld() && others.getAsBoolean()) {
            if (check.isPassed()) {
                Optional<CollectionSettings> settings = successor.settings();
                settings.ifPresent(wanted -> indexing.requireModel(collection.tenant(), wanted));
                check = Deadline.after(config.sweep());
            }
            Thread.sleep(config.poll());
        }
    }

    private boolean changeOver() {
        List<DocumentId> waiting = new ArrayList<>();
        try {
            store.replace(collection, () -> waiting.addAll(copyTheLast()));
        } catch (TooMuchLeft left) {
            allowMoreLastCopies();
            return false;
        }
        waiting.forEach(indexing::offer);
        LOG.infof("collection %s of tenant %s is rebuilt", collection.name(), collection.tenant());
        return true;
    }

    private void allowMoreLastCopies() {
        lastCopies = Math.min(config.lastCopies() * MOST_PATIENCE, lastCopies * 2);
    }

    /** What is searchable is so in the successor when this returns. Returns what is still to be indexed then. */
    private List<DocumentId> copyTheLast() {
        Differences rest = Differences.between(store, collection);
        Set<DocumentId> searchable = new HashSet<>();
        for (DocumentId id : rest.changed()) {
            if (successor.hasSearchableOriginal(id.name())) {
                searchable.add(id);
            }
        }
        if (searchable.size() > lastCopies) {
            throw new TooMuchLeft();
        }
        rest.gone().forEach(store::delete);
        List<DocumentId> waiting = new ArrayList<>();
        for (DocumentId id : rest.changed()) {
            Optional<DocumentId> copy = successor.copy(id);
            if (searchable.contains(id)) {
                copy.ifPresent(indexing::index);
            } else {
                waiting.add(id);
            }
        }
        if (!successor.behind().isEmpty() || !successor.failed(1).isEmpty()) {
            throw new TooMuchLeft();
        }
        return waiting;
    }

    /** More is left than the last step is to do. */
    private static final class TooMuchLeft extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuchLeft() {
            super("too much is left", null, false, false);
        }
    }
}
