package dev.quern.retrieval.lucene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * The index of entries. Changes are made one after another, each sees all before it, and those that wait for the disk at
 * the same time share a commit. After a failed write everything since the last commit is dropped and the index is broken:
 * it must be closed and opened again.
 */
final class EntryIndex implements AutoCloseable {
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final ReentrantLock changing = new ReentrantLock();
    private final ReentrantLock committing = new ReentrantLock();
    private long committed;

    private EntryIndex(Directory directory, IndexWriter writer, SearcherManager searchers) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
    }

    static EntryIndex open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            IOUtils.fsync(folder.getParent(), true);
        }
        Directory directory = FSDirectory.open(folder);
        try {
            IndexWriter writer = new IndexWriter(
                    directory,
                    new IndexWriterConfig()
                            .setMaxFullFlushMergeWaitMillis(0)
                            .setMergePolicy(IndexSettings.newMergePolicy())
                            .setCommitOnClose(false));
            try {
                return new EntryIndex(directory, writer, new SearcherManager(writer, null));
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
        T read(IndexSearcher searcher) throws IOException;
    }

    @FunctionalInterface
    interface Change<T> {
        T apply(IndexSearcher searcher, IndexWriter writer) throws IOException;
    }

    <T> T read(Read<T> read) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return read.read(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Returns when the change is durable and every read that starts from now on sees it. */
    <T> T write(Change<T> change) throws IOException {
        try {
            T result;
            long last;
            changing.lock();
            try {
                searchers.maybeRefreshBlocking();
                result = read(searcher -> change.apply(searcher, writer));
                last = writer.getMaxCompletedSequenceNumber();
            } finally {
                changing.unlock();
            }
            commit(last);
            searchers.maybeRefreshBlocking();
            return result;
        } catch (Throwable failure) {
            writer.rollback();
            throw failure;
        }
    }

    private void commit(long last) throws IOException {
        committing.lock();
        try {
            if (committed < last) {
                long upTo = writer.getMaxCompletedSequenceNumber();
                writer.commit();
                committed = upTo;
            }
        } finally {
            committing.unlock();
        }
    }

    boolean isBroken() {
        return !writer.isOpen();
    }

    @Override
    public void close() throws IOException {
        try (directory;
                searchers) {
            writer.rollback();
        }
    }
}
