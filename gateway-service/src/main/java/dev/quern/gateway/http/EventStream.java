package dev.quern.gateway.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Function;

/**
 * A response of server-sent events. It begins only when this is returned: what fails before is a plain problem.
 *
 * @param retried whether clients are told when to connect again: some take that for an event that has no data
 * @param events each is asked for when there is room for it, and all are cancelled when the client leaves
 * @param failure what is told last when they fail
 */
public record EventStream(
        RoutingContext request,
        Map<String, String> headers,
        boolean retried,
        Multi<ServerEvent> events,
        Function<Throwable, ServerEvent> failure) {

    static EventStream of(RoutingContext request, Multi<ServerEvent> events) {
        return new EventStream(
                request,
                Map.of(),
                true,
                events,
                failure -> Events.error(Failures.document(failure, TraceIds.of(request))));
    }

    /**
     * Waits for the first event, so that what fails before it is a plain problem, with a status of its own. All events
     * are cancelled when the client leaves meanwhile.
     */
    public static Uni<EventStream> fromFirst(
            RoutingContext request, Multi<ServerEvent> events, Function<Throwable, ServerEvent> failure) {
        return FirstEvent.of(events, leave -> request.addEndHandler(_ -> leave.run()))
                .map(begun -> new EventStream(request, Map.of(), false, begun, failure));
    }
}
