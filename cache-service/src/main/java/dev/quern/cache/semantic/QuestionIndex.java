package dev.quern.cache.semantic;

import dev.quern.protocol.QuernException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stored questions that are nearest to another. Few are compared exactly; of many the sketches are compared
 * first, and only those that can be near enough exactly.
 *
 * <p>One thread at a time changes it, any number search it meanwhile, and nobody waits. A search may see a slot while it
 * changes hands: it then compares a question that another's sketch has pointed at, or misses one that is just coming,
 * which is as good as having come a moment earlier. What it returns was compared exactly and is never mixed up.
 */
final class QuestionIndex {
    /** Questions that are compared exactly, all of them or those with the nearest sketches. */
    static final int EXACT = 1_024;

    private static final int SMALLEST = 64;

    private final int dimension;
    private final Sketches sketches;
    private final Map<StoredQuestion, Integer> slots = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private volatile Table table = new Table(SMALLEST);

    /** @param dimension of all vectors */
    QuestionIndex(int dimension) {
        this.dimension = dimension;
        this.sketches = new Sketches(dimension);
    }

    void requireDimension(UnitVector vector) {
        if (vector.dimension() != dimension) {
            throw QuernException.invalid(
                    "vector",
                    "Vectors of this namespace have " + dimension + " numbers; this one has " + vector.dimension()
                            + ".");
        }
    }

    void add(StoredQuestion question) {
        long[] sketch = sketches.sketch(question.vector());
        Table current = table;
        Integer reused = free.poll();
        int slot = reused == null ? current.used : reused;
        if (slot == current.entries.length) {
            current = current.larger();
        }
        System.arraycopy(sketch, 0, current.sketches, slot * Sketches.WORDS, Sketches.WORDS);
        current.entries[slot] = question;
        slots.put(question, slot);
        // Published last, with everything that was written before.
        current.used = Math.max(current.used, slot + 1);
        table = current;
    }

    void remove(StoredQuestion question) {
        Integer slot = slots.remove(question);
        if (slot != null) {
            table.entries[slot] = null;
            free.push(slot);
        }
    }

    /** The nearest that may be served, the nearest first. Ids decide between equals, so that the order is always one. */
    List<Candidate> nearest(UnitVector vector, int count, double floor, Instant now) {
        Table current = table;
        int used = current.used;
        List<Candidate> found = new ArrayList<>();
        for (int slot : used <= EXACT ? all(used) : nearby(current, used, vector, floor)) {
            StoredQuestion stored = current.entries[slot];
            if (stored != null && !stored.value().remaining(now).isZero()) {
                double cosine = vector.cosine(stored.vector());
                if (cosine >= floor) {
                    found.add(new Candidate(stored, cosine));
                }
            }
        }
        return found.stream()
                .sorted(Comparator.comparingDouble(Candidate::cosine)
                        .reversed()
                        .thenComparing(candidate -> candidate.stored().id()))
                .limit(count)
                .toList();
    }

    /** What is there at the moment. */
    List<StoredQuestion> questions() {
        Table current = table;
        return Arrays.stream(current.entries, 0, current.used)
                .filter(Objects::nonNull)
                .toList();
    }

    private int[] nearby(Table current, int used, UnitVector vector, double floor) {
        long[] asked = sketches.sketch(vector);
        Nearby nearby = new Nearby(Sketches.radius(floor), EXACT);
        long[] all = current.sketches;
        for (int slot = 0; slot < used; slot++) {
            int at = slot * Sketches.WORDS;
            int distance = 0;
            for (int word = 0; word < Sketches.WORDS; word++) {
                distance += Long.bitCount(asked[word] ^ all[at + word]);
            }
            if (distance <= nearby.radius() && current.entries[slot] != null) {
                nearby.add(slot, distance);
            }
        }
        return nearby.slots();
    }

    private static int[] all(int used) {
        int[] slots = new int[used];
        Arrays.setAll(slots, slot -> slot);
        return slots;
    }

    private static final class Table {
        private final long[] sketches;
        private final @Nullable StoredQuestion[] entries;
        private volatile int used;

        private Table(int size) {
            sketches = new long[size * Sketches.WORDS];
            entries = new StoredQuestion[size];
        }

        private Table larger() {
            Table larger = new Table(2 * entries.length);
            System.arraycopy(sketches, 0, larger.sketches, 0, sketches.length);
            System.arraycopy(entries, 0, larger.entries, 0, entries.length);
            larger.used = used;
            return larger;
        }
    }
}
