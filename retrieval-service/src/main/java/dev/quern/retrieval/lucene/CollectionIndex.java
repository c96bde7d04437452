package dev.quern.retrieval.lucene;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Collection;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * One collection's index. Searches see commits only, so each sees all of a change or nothing of it; changes that arrive
 * while a commit is under way share the next one. After a failed write everything since the last commit is dropped and
 * the index is broken: it must be closed and opened again.
 */
final class CollectionIndex implements AutoCloseable {
    private static final int CHANGES_WAITING = 256;

    /** A search goes through them one after another, and through a graph of its own in each. */
    private static final int SETTLED_SEGMENTS = 2;

    private static final int UNSETTLING_SHARE = 10;

    private final Path folder;
    private final Directory directory;
    private final IndexWriter writer;
    /**
     * Of searchers, although each search makes its own: making one here, before anybody can see the reader, settles the
     * reader's list of leaves, which two first searches at once would each make for themselves and then confuse.
     */
    private final SearcherManager searchers;

    private final BlockingQueue<Waiting<?>> waiting = new LinkedBlockingQueue<>(CHANGES_WAITING);
    private final ReentrantLock writing = new ReentrantLock();
    /** Of the last commit, or further on by chunks that were added since; null: of the last commit. */
    private @Nullable CollectionHeader further;
    /** Generations with chunks that no commit has yet. */
    private final Set<String> loose = new HashSet<>();
    /** Generations whose chunks went with a failed write, while their owner believes they are there. */
    private final Set<String> lost = new HashSet<>();

    private volatile boolean broken;
    private volatile boolean retired;
    private volatile boolean settled;
    private volatile long settledEntries;
    private volatile long lastChange = System.nanoTime();

    private CollectionIndex(Path folder, Directory directory, IndexWriter writer, SearcherManager searchers) {
        this.folder = folder;
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
    }

    /** Writes an index with nothing but a header. Until this returns there is no index. */
    static void create(Path folder, IndexSettings settings, CollectionHeader header) throws IOException {
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, settings.newWriterConfig(header))) {
            writer.setLiveCommitData(header.toUserData().entrySet());
            writer.commit();
        }
    }

    /** Opens nothing: Lucene makes a folder that it opens. */
    static boolean isIn(Path folder) throws IOException {
        try (DirectoryStream<Path> commits = Files.newDirectoryStream(folder, IndexFileNames.SEGMENTS + "_*")) {
            return commits.iterator().hasNext();
        } catch (NoSuchFileException | NotDirectoryException nothing) {
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** The collection as its last commit left it, without opening the index. It must be there. */
    static Collection describe(Path folder) throws IOException {
        try (Directory directory = FSDirectory.open(folder)) {
            SegmentInfos commit = SegmentInfos.readLatestCommit(directory);
            return CollectionHeader.fromUserData(commit.getUserData())
                    .described(Snapshot.bytes(directory, commit.files(true)));
        }
    }

    private static CollectionHeader header(Directory directory) throws IOException {
        return CollectionHeader.fromUserData(
                SegmentInfos.readLatestCommit(directory).getUserData());
    }

    static CollectionIndex open(Path folder, IndexSettings settings) throws IOException {
        Directory directory = FSDirectory.open(folder);
        try {
            CollectionHeader header = header(directory);
            IndexWriter writer = new IndexWriter(directory, settings.newWriterConfig(header));
            try {
                forgetArriving(writer, header);
                return new CollectionIndex(folder, directory, writer, new SearcherManager(directory, new Snapshots()));
            } catch (Throwable failure) {
                writer.rollback();
                throw failure;
            }
        } catch (Throwable failure) {
            directory.close();
            throw failure;
        }
    }

    /** Of texts that nobody is writing any more, as the index was not open. */
    private static void forgetArriving(IndexWriter writer, CollectionHeader header) throws IOException {
        if (header.arriving().isEmpty()) {
            return;
        }
        CollectionHeader without = header;
        for (String generation : header.arriving()) {
            writer.deleteDocuments(TextParts.all(generation));
            without = without.notAwaiting(generation);
        }
        writer.setLiveCommitData(without.toUserData().entrySet());
        writer.commit();
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
            return read.read(((SnapshotSearcher) searcher).snapshot);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Goes into the next commit, whatever that is about. */
    void addPart(Document part) throws IOException {
        writer.addDocument(part);
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
                Set<String> stillLost = new HashSet<>(lost);
                CollectionEdit edit =
                        new CollectionEdit(writer, snapshot, further == null ? snapshot.header() : further, stillLost);
                try {
                    for (Waiting<?> change : changes) {
                        change.apply(edit);
                    }
                } finally {
                    loose.addAll(edit.loose());
                }
                if (edit.isChanged() || !edit.loose().isEmpty()) {
                    // Also before a commit that is about something else.
                    writer.setLiveCommitData(edit.header().toUserData().entrySet());
                    further = edit.header();
                    lastChange = System.nanoTime();
                    settled = false;
                }
                if (edit.isChanged()) {
                    commit();
                }
                lost.retainAll(stillLost);
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

    private void commit() throws IOException {
        writer.commit();
        loose.clear();
    }

    /** Generations whose chunks went with this index; for the one that is opened in its place. */
    Set<String> lost() {
        Set<String> all = new HashSet<>(lost);
        all.addAll(loose);
        return all;
    }

    void inherit(Set<String> lostBefore) {
        lost.addAll(lostBefore);
    }

    /**
     * Whether nothing was changed for so long, and enough before that: merging rewrites a large segment for a single new
     * entry.
     */
    boolean isQuiet(Duration time) {
        if (settled || isBroken() || System.nanoTime() - lastChange < time.toNanos()) {
            return false;
        }
        long entries = writer.getDocStats().maxDoc;
        return Math.abs(entries - settledEntries) >= entries / UNSETTLING_SHARE;
    }

    /**
     * Merges what is there into few segments, and shows them to searches: merges are no change of their own, and would
     * otherwise be seen with the next one. Searches and changes go on meanwhile.
     */
    void settle() throws IOException {
        settled = true;
        // A merge writes everything a second time before it removes the first.
        if (Files.getFileStore(folder).getUsableSpace() < 2 * Snapshot.bytes(directory, List.of(directory.listAll()))) {
            return;
        }
        writer.forceMerge(SETTLED_SEGMENTS);
        writing.lock();
        try {
            commit();
        } finally {
            writing.unlock();
        }
        searchers.maybeRefreshBlocking();
        settledEntries = writer.getDocStats().maxDoc;
    }

    /** Also when a merge in the background has failed. */
    boolean isBroken() {
        return broken || !writer.isOpen();
    }

    /** Called before it is closed for good: who still uses it then is to look for what is in its place. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    /** Gives up merges that are under way, and nothing else. Reads that are under way end well. */
    @Override
    public void close() throws IOException {
        writing.lock();
        try (directory;
                searchers) {
            try {
                if (!loose.isEmpty() && !retired && !isBroken()) {
                    commit();
                }
            } finally {
                writer.rollback();
            }
        } finally {
            writing.unlock();
        }
    }

    /** What a commit says about itself is read once, not by every search. */
    private static final class Snapshots extends SearcherFactory {
        @Override
        public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) throws IOException {
            return new SnapshotSearcher(Snapshot.of((DirectoryReader) reader));
        }
    }

    private static final class SnapshotSearcher extends IndexSearcher {
        private final Snapshot snapshot;

        SnapshotSearcher(Snapshot snapshot) {
            super(snapshot.reader());
            this.snapshot = snapshot;
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
