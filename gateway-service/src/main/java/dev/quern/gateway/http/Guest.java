package dev.quern.gateway.http;

import dev.quern.gateway.Visit;
import dev.quern.protocol.Scope;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Whoever is at the other end of a WebSocket.
 *
 * @param headers that say who they are
 */
record Guest(Visits visits, Headers headers, String tenant) {

    /** Fails when they are not let in. */
    static Uni<Guest> of(Visits visits, Headers headers) {
        return visit(visits, headers, Duration.ZERO)
                .map(visit -> new Guest(visits, headers, visit.caller().tenant()));
    }

    /**
     * One question of theirs, for which the time begins now; fails when they are not let in any more, because their key
     * was revoked or their token has expired.
     */
    Uni<Visit> visit(Duration time) {
        return visit(visits, headers, time);
    }

    private static Uni<Visit> visit(Visits visits, Headers headers, Duration time) {
        return visits.of(headers, TraceIds.fresh()).map(known -> {
            Visit visit = new Calls(known.caller(), known.priority(), time, known.traceId()).visit();
            visit.call().principal().require(Scope.ASK);
            return visit;
        });
    }
}
