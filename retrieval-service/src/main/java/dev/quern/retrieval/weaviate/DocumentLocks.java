package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.DocumentId;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Lets this process do one thing at a time to a document. A fixed number of locks serves all documents. */
final class DocumentLocks {
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(256).toArray(ReentrantLock[]::new);

    void with(DocumentId document, Runnable work) {
        with(document, () -> {
            work.run();
            return true;
        });
    }

    <T> T with(DocumentId document, Supplier<T> work) {
        ReentrantLock lock = locks[Math.floorMod(document.hashCode(), locks.length)];
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            throw WeaviateErrors.cancelled(gone);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
