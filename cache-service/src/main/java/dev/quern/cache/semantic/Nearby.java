package dev.quern.cache.semantic;

/** The slots whose sketches differ least, within a radius that shrinks when there are too many. */
final class Nearby {
    private final int most;
    private final int[] slots;
    private final int[] distances;
    private int count;
    private int radius;

    /** @param most slots that are kept at the end */
    Nearby(int radius, int most) {
        this.radius = radius;
        this.most = most;
        // Twice the room, so that sorting out is done once for so many slots.
        this.slots = new int[2 * most];
        this.distances = new int[2 * most];
    }

    int radius() {
        return radius;
    }

    /** @param distance at most {@link #radius} */
    void add(int slot, int distance) {
        slots[count] = slot;
        distances[count] = distance;
        if (++count == slots.length) {
            tighten();
        }
    }

    /** The slots that are left, in no order. */
    int[] slots() {
        if (count > most) {
            tighten();
        }
        return java.util.Arrays.copyOf(slots, count);
    }

    private void tighten() {
        int[] histogram = new int[Sketches.BITS + 1];
        for (int i = 0; i < count; i++) {
            histogram[distances[i]]++;
        }
        int within = 0;
        int limit = 0;
        while (within + histogram[limit] <= most) {
            within += histogram[limit++];
        }
        // Of those just at the limit there are more than there is room for; which of them stay is no matter.
        int room = most - within;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (distances[i] < limit || (distances[i] == limit && room-- > 0)) {
                slots[kept] = slots[i];
                distances[kept++] = distances[i];
            }
        }
        count = kept;
        radius = limit;
    }
}
