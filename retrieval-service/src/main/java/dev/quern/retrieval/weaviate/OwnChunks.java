package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Ulids;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** What this process has written, or tried to write, of generations that it has not finished. */
final class OwnChunks {
    private static final int LARGEST = 10_000;

    /** No other process, and not this one after its next start, writes editions of this name. */
    private final String process = Ulids.next();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Written> written = new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Written> eldest) {
            forgetful |= size() > LARGEST;
            return size() > LARGEST;
        }
    };
    /** Whether something was forgotten that may be there. */
    private boolean forgetful;

    /** Numbers of one generation's chunks. */
    private static final class Written {
        private final BitSet tried = new BitSet();
        private final BitSet added = new BitSet();
    }

    Edition edition(Upload upload) {
        return Edition.of(upload, process);
    }

    /** Whether one of these chunks may be in the store already; from now on they may all be. */
    boolean mayBeThere(Upload upload, List<EmbeddedChunk> chunks) {
        lock.lock();
        try {
            boolean unknown = forgetful && !written.containsKey(upload.key());
            Written before = written.computeIfAbsent(upload.key(), _ -> new Written());
            boolean again = false;
            for (EmbeddedChunk chunk : chunks) {
                int ordinal = chunk.chunk().location().ordinal();
                again |= before.tried.get(ordinal);
                before.tried.set(ordinal);
                before.added.clear(ordinal);
            }
            return unknown || again;
        } finally {
            lock.unlock();
        }
    }

    /** These are in the store now. */
    void added(Upload upload, List<EmbeddedChunk> chunks) {
        lock.lock();
        try {
            Written now = written.get(upload.key());
            if (now != null) {
                chunks.forEach(chunk -> now.added.set(chunk.chunk().location().ordinal()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many are in the store, from the first on, without a gap. */
    int kept(Upload upload) {
        lock.lock();
        try {
            Written now = written.get(upload.key());
            return now == null ? 0 : now.added.nextClearBit(0);
        } finally {
            lock.unlock();
        }
    }

    boolean has(Upload upload) {
        lock.lock();
        try {
            return written.containsKey(upload.key());
        } finally {
            lock.unlock();
        }
    }

    /** When nothing more is to be written of it. */
    void forget(Upload upload) {
        lock.lock();
        try {
            written.remove(upload.key());
        } finally {
            lock.unlock();
        }
    }
}
