package dev.quern.cache.semantic;

import dev.quern.protocol.QuernException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The stored questions of one namespace. Searches never wait; changes wait for each other, for microseconds. */
final class Shelf {
    private final TenantNamespace namespace;
    private final int most;
    private final Totals totals;
    private final Following following = new Following();
    private final ReentrantLock lock = new ReentrantLock();
    /** The least recently used first. */
    private final LinkedHashMap<String, StoredQuestion> byUse = new LinkedHashMap<>(16, .75f, true);
    /** In the order in which they came, which is nearly that in which they expire. */
    private final LinkedHashMap<String, StoredQuestion> byId = new LinkedHashMap<>();

    private volatile @Nullable QuestionIndex index;
    private final AtomicLong bytes;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile Instant lastUsed;
    private boolean removed;

    /** @param most questions */
    Shelf(TenantNamespace namespace, int most, Totals totals, Instant now) {
        this.namespace = namespace;
        this.most = most;
        this.totals = totals;
        this.lastUsed = now;
        this.bytes = new AtomicLong(namespace.bytes());
        totals.changed(0, namespace.bytes());
    }

    TenantNamespace namespace() {
        return namespace;
    }

    Following following() {
        return following;
    }

    /** What it takes up, roughly. */
    long bytes() {
        return bytes.get();
    }

    boolean isEmpty() {
        return index == null;
    }

    /** Whether this is the first answer that a caller of this replica stores here. */
    boolean beginsToAnswer() {
        return answered.compareAndSet(false, true);
    }

    Instant lastUsed() {
        return lastUsed;
    }

    void use(Instant now) {
        lastUsed = now;
    }

    /** @return false when the shelf is gone, and the question belongs on its successor */
    boolean put(StoredQuestion question, Instant now) {
        lock.lock();
        try {
            if (removed) {
                return false;
            }
            removeExpired(now);
            requireDimension(question.vector());
            StoredQuestion before = byUse.get(question.key());
            if (before != null) {
                remove(before);
            }
            while (byUse.size() >= most) {
                evictOldest();
            }
            add(question);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** @throws QuernException when the vector is not of the size of those that are here */
    List<Candidate> nearest(UnitVector vector, int count, double floor, Instant now) {
        QuestionIndex current = index;
        if (current == null) {
            return List.of();
        }
        current.requireDimension(vector);
        return current.nearest(vector, count, floor, now);
    }

    /** Marks as used, unless somebody is changing the shelf just now. */
    void touch(String id) {
        if (lock.tryLock()) {
            try {
                StoredQuestion question = byId.get(id);
                if (question != null) {
                    // The map is ordered by access.
                    var _ = byUse.get(question.key());
                }
            } finally {
                lock.unlock();
            }
        }
    }

    boolean has(String id) {
        lock.lock();
        try {
            return byId.containsKey(id);
        } finally {
            lock.unlock();
        }
    }

    Optional<StoredQuestion> remove(String id) {
        lock.lock();
        try {
            Optional<StoredQuestion> found = Optional.ofNullable(byId.get(id));
            found.ifPresent(this::remove);
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Removes what fulfils the condition, which is tried out without holding anybody up. */
    int removeIf(Predicate<StoredQuestion> condition) {
        QuestionIndex current = index;
        if (current == null) {
            return 0;
        }
        int count = 0;
        for (StoredQuestion question : current.questions()) {
            if (condition.test(question) && remove(question.id()).isPresent()) {
                count++;
            }
        }
        return count;
    }

    /** @return false when there was nothing left */
    boolean evict() {
        lock.lock();
        try {
            if (byUse.isEmpty()) {
                return false;
            }
            evictOldest();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes everything off, for good. @return how many there were */
    int close() {
        lock.lock();
        try {
            int count = byId.size();
            if (!removed) {
                List.copyOf(byId.values()).forEach(this::remove);
                totals.changed(0, -namespace.bytes());
                removed = true;
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void requireDimension(UnitVector vector) {
        QuestionIndex current = index;
        if (current != null) {
            current.requireDimension(vector);
        }
    }

    private void add(StoredQuestion question) {
        QuestionIndex current = index;
        if (current == null) {
            current = new QuestionIndex(question.vector().dimension());
            index = current;
        }
        current.add(question);
        byUse.put(question.key(), question);
        byId.put(question.id(), question);
        bytes.addAndGet(question.bytes());
        totals.changed(1, question.bytes());
    }

    private void remove(StoredQuestion question) {
        byUse.remove(question.key(), question);
        byId.remove(question.id());
        bytes.addAndGet(-question.bytes());
        totals.changed(-1, -question.bytes());
        QuestionIndex current = index;
        if (current != null) {
            current.remove(question);
        }
        if (byId.isEmpty()) {
            // Whatever comes next may have vectors of another size.
            index = null;
        }
    }

    private void evictOldest() {
        remove(byUse.firstEntry().getValue());
        totals.evicted(1);
    }

    private void removeExpired(Instant now) {
        Map.Entry<String, StoredQuestion> oldest = byId.firstEntry();
        while (oldest != null && oldest.getValue().value().remaining(now).isZero()) {
            remove(oldest.getValue());
            oldest = byId.firstEntry();
        }
    }
}
