package dev.quern.gateway;

import dev.quern.protocol.Priority;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Those who wait, by priority. Lanes that wait all the time get places in the proportion of their weights, 16 to 4 to 1:
 * whatever comes in the others, a lane with somebody in it gets at least its share of the places. This is stride
 * scheduling (Waldspurger and Weihl, 1995): each lane has a pass, the lowest goes next and pays its stride; who waited for
 * nobody in the meantime has saved nothing up. Not safe for use by several threads.
 */
final class Lanes {
    private static final List<Priority> MOST_URGENT_FIRST =
            List.of(Priority.EMERGENCY, Priority.INTERACTIVE, Priority.BATCH);

    private final Map<Priority, Track> tracks = new EnumMap<>(Priority.class);
    private long pass;
    private int size;

    Lanes() {
        for (Priority priority : Priority.values()) {
            tracks.put(priority, new Track(stride(priority)));
        }
    }

    private static int stride(Priority priority) {
        return switch (priority) {
            case EMERGENCY -> 1;
            case INTERACTIVE -> 4;
            case BATCH -> 16;
        };
    }

    void add(Waiting waiting) {
        Track track = track(waiting.lane());
        if (track.lane.size() == 0) {
            track.pass = Math.max(track.pass, pass);
        }
        track.lane.add(waiting);
        size++;
    }

    void remove(Waiting waiting) {
        if (track(waiting.lane()).lane.remove(waiting)) {
            size--;
        }
    }

    /** Takes whose turn it is among the lanes that may go. */
    Optional<Waiting> next(Predicate<Priority> mayGo) {
        Track first = null;
        for (Priority priority : MOST_URGENT_FIRST) {
            Track track = track(priority);
            if (track.lane.size() > 0 && (first == null || track.pass < first.pass) && mayGo.test(priority)) {
                first = track;
            }
        }
        if (first == null) {
            return Optional.empty();
        }
        pass = first.pass;
        first.pass += first.stride;
        size--;
        return Optional.of(first.lane.next());
    }

    int size() {
        return size;
    }

    int size(Priority priority) {
        return track(priority).lane.size();
    }

    /** How many would get a place before one more of that lane and tenant, if nobody else came. */
    int before(Priority priority, String tenant) {
        Track own = track(priority);
        int inLane = own.lane.before(tenant);
        int all = inLane;
        for (Track other : tracks.values()) {
            if (other != own) {
                all += (int) Math.min(other.lane.size(), (inLane + 1L) * own.stride / other.stride);
            }
        }
        return all;
    }

    /**
     * Who makes room for one more of that lane and tenant: the last of the least urgent, and there of the tenant who has
     * most; nobody when that would be somebody as urgent of a tenant who would not have twice as many.
     */
    Optional<Waiting> giveWayTo(Priority priority, String tenant) {
        for (Priority lower : MOST_URGENT_FIRST.reversed()) {
            Lane lane = track(lower).lane;
            if (lower == priority) {
                return lane.lastOfTheLongest().filter(last -> lane.of(last.tenant()) > 2 * (lane.of(tenant) + 1));
            }
            if (lane.size() > 0) {
                return lane.lastOfTheLongest();
            }
        }
        return Optional.empty();
    }

    private Track track(Priority priority) {
        Track found = tracks.get(priority);
        if (found == null) {
            throw new IllegalStateException("every priority has a lane");
        }
        return found;
    }

    private static final class Track {
        final Lane lane = new Lane();
        final int stride;
        long pass;

        Track(int stride) {
            this.stride = stride;
        }
    }
}
