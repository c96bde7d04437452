package dev.quern.embedding;

import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bound on texts of one model that wait or are being computed: what does not fit is refused at once. A quarter is kept
 * for what is more urgent than bulk work, and of either kind no tenant may hold more than half.
 */
final class PendingTexts {
    private static final Duration BUSY = Duration.ofSeconds(1);

    /** Far above what texts have on average: this bounds the memory of a queue of nothing but the longest. */
    private static final long CHARACTERS_PER_TEXT = 16_384;

    private final int limit;
    private final Map<Holder, Integer> byHolder = new HashMap<>();
    private int count;
    private long characters;

    private record Holder(String tenant, boolean bulk) {}

    PendingTexts(int limit) {
        this.limit = limit;
    }

    /** Takes room for {@code texts} until the place is closed. A request for which there is room when nothing else waits is never too large. */
    synchronized Place take(String tenant, Priority priority, List<String> texts) {
        Holder holder = new Holder(tenant, priority == Priority.BATCH);
        int size = texts.size();
        long length = texts.stream().mapToLong(String::length).sum();
        int bulk = byHolder.entrySet().stream()
                .filter(entry -> entry.getKey().bulk())
                .mapToInt(Map.Entry::getValue)
                .sum();
        boolean fits = count + size <= limit
                && (!holder.bulk() || bulk + size <= limit - limit / 4)
                && byHolder.getOrDefault(holder, 0) + size <= (limit + 1) / 2
                && (count == 0 || characters + length <= limit * CHARACTERS_PER_TEXT);
        if (!fits) {
            throw QuernException.overloaded(
                    "Too many texts are waiting to be computed (" + count + " of at most " + limit + ").", BUSY);
        }
        byHolder.merge(holder, size, Integer::sum);
        count += size;
        characters += length;
        return () -> giveBack(holder, size, length);
    }

    synchronized int count() {
        return count;
    }

    private synchronized void giveBack(Holder holder, int size, long length) {
        byHolder.computeIfPresent(holder, (_, held) -> held > size ? held - size : null);
        count -= size;
        characters -= length;
    }

    /** Room that was taken. Close it once. */
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
