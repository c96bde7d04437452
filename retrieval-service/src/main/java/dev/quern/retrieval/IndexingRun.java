package dev.quern.retrieval;

import static dev.quern.retrieval.IndexingMetrics.Stage;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One try to index one generation of a document. It goes on where an earlier one got to. */
final class IndexingRun {
    private final DocumentStore store;
    private final Embeddings embeddings;
    private final WorkerCalls calls;
    private final BatchSize batchSize;
    private final IndexingMetrics metrics;
    private final Document document;
    private final Leases.Lease lease;
    private final KnownVectors known;

    IndexingRun(
            DocumentStore store,
            Embeddings embeddings,
            WorkerCalls calls,
            BatchSize batchSize,
            IndexingMetrics metrics,
            Document document,
            Leases.Lease lease) {
        this.store = store;
        this.embeddings = embeddings;
        this.calls = calls;
        this.batchSize = batchSize;
        this.metrics = metrics;
        this.document = document;
        this.lease = lease;
        known = new KnownVectors(store);
    }

    /** Ends quietly when the document is not to be indexed any more, or not by us. */
    void run() {
        Optional<CollectionSettings> settings =
                store.state(document.id().collection()).map(CollectionState::settings);
        Optional<DocumentText> text = store.text(document.id());
        if (settings.isEmpty() || text.isEmpty()) {
            return;
        }
        List<Location> locations = metrics.timed(Stage.CUT, () -> cut(settings.get(), text.get()));
        metrics.passed(Stage.CUT, locations.size());
        Progress progress = new Progress(store, document, locations.size());
        if (locations.size() > batchSize.now()) {
            progress.begin();
        }
        if (addAll(settings.get(), new Excerpts(text.get()), locations, progress)) {
            publish(locations.size());
        }
    }

    private List<Location> cut(CollectionSettings settings, DocumentText text) {
        Chunker chunker = Chunker.of(settings.chunking(), texts -> embeddings.tokenEnds(call(), settings, texts));
        return chunker.cut(text, document.header().mediaType());
    }

    /** @return false when it is not wanted any more */
    private boolean addAll(
            CollectionSettings settings, Excerpts excerpts, List<Location> locations, Progress progress) {
        Iterator<Location> unread =
                locations.subList(progress.done(), locations.size()).iterator();
        // Read, and not yet added: a text is read forwards only, and a batch may turn out to be too large.
        List<Chunk> read = new ArrayList<>();
        while (progress.done() < locations.size()) {
            if (!isWanted()) {
                return false;
            }
            int size = batchSize.now();
            while (read.size() < size && unread.hasNext()) {
                read.add(chunk(excerpts, unread.next()));
            }
            List<Chunk> batch = read.subList(0, Math.min(size, read.size()));
            if (add(settings, List.copyOf(batch), progress)) {
                progress.advance(batch.size());
                batch.clear();
            }
        }
        return isWanted();
    }

    private Chunk chunk(Excerpts excerpts, Location location) {
        return new Chunk(ContentNames.chunkId(document, location.ordinal()), excerpts.read(location), location);
    }

    /** @return false when fewer at once might do */
    private boolean add(CollectionSettings settings, List<Chunk> batch, Progress progress) {
        List<EmbeddedChunk> embedded;
        try {
            embedded = metrics.timed(Stage.EMBED, () -> embed(settings, batch));
        } catch (QuernException failure) {
            boolean smaller = batch.size() > 1 && isTooMuch(failure);
            if (smaller) {
                batchSize.tooMuch(batch.size());
            }
            // A service that says when to come back is busy with others: the worker rests.
            if (!smaller || failure.retryAfter().isPresent()) {
                // Only here: after a failure of the store, nobody but the store knows what there is.
                progress.save(failure);
                throw failure;
            }
            return false;
        }
        metrics.passed(Stage.EMBED, batch.size());
        metrics.timed(Stage.STORE, () -> {
            store.addChunks(document, embedded);
            return true;
        });
        metrics.passed(Stage.STORE, batch.size());
        return true;
    }

    private List<EmbeddedChunk> embed(CollectionSettings settings, List<Chunk> batch) {
        Map<Integer, float[]> there = known.of(document, settings, batch);
        List<Chunk> missing = batch.stream()
                .filter(chunk -> !there.containsKey(chunk.location().ordinal()))
                .toList();
        Iterator<float[]> made = missing.isEmpty()
                ? List.<float[]>of().iterator()
                : embeddings
                        .embed(
                                call(),
                                settings,
                                Embeddings.Purpose.PASSAGE,
                                missing.stream().map(Chunk::text).toList())
                        .iterator();
        batchSize.succeeded(missing.size());
        metrics.reused(batch.size() - missing.size());
        List<EmbeddedChunk> embedded = new ArrayList<>(batch.size());
        for (Chunk chunk : batch) {
            float[] vector = there.get(chunk.location().ordinal());
            embedded.add(new EmbeddedChunk(chunk, vector == null ? made.next() : vector));
        }
        return embedded;
    }

    private void publish(int chunks) {
        metrics.timed(Stage.PUBLISH, () -> {
            store.publish(document.ready(chunks));
            return true;
        });
        metrics.passed(Stage.PUBLISH, chunks);
        metrics.indexed(chunks);
    }

    /** False when the document was deleted, uploaded anew or finished by another meanwhile, or another is at it. */
    private boolean isWanted() {
        return lease.isHeld()
                && store.document(document.id())
                        .filter(now -> now.generation().equals(document.generation()) && now.isUnfinished())
                        .isPresent();
    }

    private static boolean isTooMuch(QuernException failure) {
        return failure.code() == ErrorCode.OVERLOADED
                || failure.code() == ErrorCode.DEADLINE_EXCEEDED
                || failure.code() == ErrorCode.PAYLOAD_TOO_LARGE
                || failure.field().equals(Optional.of("texts"));
    }

    private Call call() {
        return calls.forTenant(document.id().collection().tenant());
    }
}
