package dev.quern.retrieval.lucene;

import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * One collection's index. Searches see commits only, so each sees all of a change or nothing of it; changes that arrive
 * while a commit is under way share the next one. After a failed write everything since the last commit is dropped and
 * the index is broken: it must be closed and opened again.
 */
final class CollectionIndex implements AutoCloseable {
    private static final int CHANGES_WAITING = 256;

    private final Directory directory;
    private final IndexWriter writer;
    /**
     * Of searchers, although each search makes its own: making one here, before anybody can see the reader, settles the
     * reader's list of leaves, which two first searches at once would each make for themselves and then confuse.
     */
    private final SearcherManager searchers;

    private final BlockingQueue<Waiting<?>> waiting = new LinkedBlockingQueue<>(CHANGES_WAITING);
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean broken;

    private CollectionIndex(Directory directory, IndexWriter writer, SearcherManager searchers) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
    }

    /** Writes an index with nothing but a header. Until this returns there is no index. */
    static void create(Path folder, IndexSettings settings, CollectionHeader header) throws IOException {
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, settings.newWriterConfig())) {
            writer.setLiveCommitData(header.toUserData().entrySet());
            writer.commit();
        }
    }

    static boolean isIn(Path folder) throws IOException {
        try (Directory directory = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(directory);
        }
    }

    static CollectionIndex open(Path folder, IndexSettings settings) throws IOException {
        Directory directory = FSDirectory.open(folder);
        try {
            IndexWriter writer = new IndexWriter(directory, settings.newWriterConfig());
            try {
                return new CollectionIndex(directory, writer, new SearcherManager(directory, new SearcherFactory()));
            } catch (Throwable failure) {
                writer.rollback();
                throw failure;
            }
        } catch (Throwable failure) {
            directory.close();
            throw failure;
        }
    }

    @FunctionalInterface
    interface Read<T> {
        T read(Snapshot snapshot) throws IOException;
    }

    @FunctionalInterface
    interface Change<T> {
        T apply(CollectionEdit edit) throws IOException;
    }

    <T> T read(Read<T> read) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return read.read(Snapshot.of((DirectoryReader) searcher.getIndexReader()));
        } finally {
            searchers.release(searcher);
        }
    }

    /** Returns when the change is durable and every read that starts from now on sees it. */
    <T> T write(Change<T> change) throws IOException {
        Waiting<T> mine = new Waiting<>(change);
        if (!waiting.offer(mine)) {
            throw QuernException.overloaded("Too many changes to this collection are waiting.", Duration.ofSeconds(1));
        }
        writing.lock();
        try {
            if (!mine.done.isDone()) {
                commitTogether();
            }
        } finally {
            writing.unlock();
        }
        return mine.result();
    }

    private void commitTogether() throws IOException {
        List<Waiting<?>> changes = new ArrayList<>();
        waiting.drainTo(changes);
        try {
            read(snapshot -> {
                CollectionEdit edit = new CollectionEdit(writer, snapshot);
                for (Waiting<?> change : changes) {
                    change.apply(edit);
                }
                if (edit.isChanged()) {
                    writer.setLiveCommitData(edit.header().toUserData().entrySet());
                    writer.commit();
                }
                return edit;
            });
            searchers.maybeRefreshBlocking();
            changes.forEach(Waiting::succeed);
        } catch (Throwable failure) {
            broken = true;
            changes.forEach(change -> change.done.completeExceptionally(failure));
            writer.rollback();
        }
    }

    boolean isBroken() {
        return broken;
    }

    /** Gives up merges that are under way; everything else was committed. Reads that are under way end well. */
    @Override
    public void close() throws IOException {
        writing.lock();
        try (directory;
                searchers) {
            writer.rollback();
        } finally {
            writing.unlock();
        }
    }

    private static final class Waiting<T> {
        private final Change<T> change;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private Runnable success = () -> {};

        Waiting(Change<T> change) {
            this.change = change;
        }

        void apply(CollectionEdit edit) throws IOException {
            try {
                T result = change.apply(edit);
                success = () -> done.complete(result);
            } catch (QuernException refused) {
                success = () -> done.completeExceptionally(refused);
            }
        }

        void succeed() {
            success.run();
        }

        T result() throws IOException {
            try {
                return done.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    case null, default -> throw new IOException("a change to the index failed", e.getCause());
                }
            }
        }
    }
}
