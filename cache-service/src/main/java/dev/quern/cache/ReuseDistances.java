package dev.quern.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How many different keys were used since a key was used last, for a bounded number of keys. Each use has a place on a
 * line of time, of which only the last use of a key is marked; a Fenwick tree counts the marks behind it, so a use takes
 * logarithmic time. When the line is full, the marked places move to its beginning.
 */
final class ReuseDistances {
    /** Of a key that is new, or whose last use lies behind more keys than are remembered. */
    static final int NEVER = -1;

    private final int most;
    private final Map<Long, Integer> placeOf;
    private final long[] keyAt;
    private final boolean[] marked;
    private final int[] tree;
    private int next = 1;
    /** No place before this one is marked. */
    private int oldest = 1;

    /** @param most keys that are remembered */
    ReuseDistances(int most) {
        this.most = most;
        this.placeOf = HashMap.newHashMap(most + 1);
        int places = 2 * most + 2;
        keyAt = new long[places + 1];
        marked = new boolean[places + 1];
        tree = new int[places + 1];
    }

    /** Keys used since the last use of this one, itself not counted, or {@link #NEVER}. */
    int use(long key) {
        if (next >= tree.length) {
            compact();
        }
        Integer last = placeOf.get(key);
        int distance = NEVER;
        if (last != null) {
            distance = placeOf.size() - marksUpTo(last);
            unmark(last);
        } else if (placeOf.size() == most) {
            forgetOldest();
        }
        mark(next, key);
        next++;
        return distance;
    }

    int remembered() {
        return placeOf.size();
    }

    private void forgetOldest() {
        while (!marked[oldest]) {
            oldest++;
        }
        placeOf.remove(keyAt[oldest]);
        unmark(oldest);
    }

    private void compact() {
        long[] keys = new long[placeOf.size()];
        int count = 0;
        for (int place = 1; place < next; place++) {
            if (marked[place]) {
                keys[count++] = keyAt[place];
            }
        }
        Arrays.fill(tree, 0);
        Arrays.fill(marked, false);
        next = 1;
        oldest = 1;
        for (long key : keys) {
            mark(next, key);
            next++;
        }
    }

    private void mark(int place, long key) {
        keyAt[place] = key;
        marked[place] = true;
        placeOf.put(key, place);
        add(place, 1);
    }

    private void unmark(int place) {
        marked[place] = false;
        add(place, -1);
    }

    private void add(int place, int change) {
        for (int at = place; at < tree.length; at += at & -at) {
            tree[at] += change;
        }
    }

    private int marksUpTo(int place) {
        int sum = 0;
        for (int at = place; at > 0; at -= at & -at) {
            sum += tree[at];
        }
        return sum;
    }
}
