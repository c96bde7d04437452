package dev.quern.cache.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches the other replicas by this replica's own clock, over the heartbeats of this one. Who has been silent for long
 * serves nothing any more and need not be waited for.
 */
final class Membership {
    private final ReplicaLog log;
    private final String self;
    private final Duration forgetAfter;
    private final Map<String, Seen> seen = new HashMap<>();
    private String incarnation = "";
    private long since;

    Membership(ReplicaLog log, String self, Duration forgetAfter) {
        this.log = log;
        this.self = self;
        this.forgetAfter = forgetAfter;
    }

    /** Whether replicas that knew only a log before this one have stopped serving. */
    boolean isSettled(String ofIncarnation) {
        return incarnation.equals(ofIncarnation) && isLongAgo(since);
    }

    void observe(LogState state) throws InterruptedException {
        if (!state.incarnation().equals(incarnation)) {
            incarnation = state.incarnation();
            since = System.nanoTime();
            seen.clear();
        }
        seen.keySet().retainAll(state.members().keySet());
        for (Map.Entry<String, LogState.Member> member : state.members().entrySet()) {
            Seen before = seen.get(member.getKey());
            if (before == null || !before.member.equals(member.getValue())) {
                seen.put(member.getKey(), new Seen(member.getValue(), System.nanoTime()));
            } else if (!member.getKey().equals(self) && isLongAgo(before.nanoTime)) {
                log.forget(member.getKey(), before.member);
            }
        }
    }

    private boolean isLongAgo(long nanoTime) {
        return System.nanoTime() - nanoTime > forgetAfter.toNanos();
    }

    private record Seen(LogState.Member member, long nanoTime) {}
}
