package dev.quern.gateway.mcp;

import dev.quern.gateway.Admission;
import dev.quern.gateway.RateLimiting;
import dev.quern.gateway.Visit;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.mcp.server.Cancellation;
import io.quarkiverse.mcp.server.Cancellation.OperationCancellationException;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Runs tools as the REST API runs its routes: counted, admitted, within the caller's time, and interrupted when nobody
 * waits for it any more. What goes wrong is told to the model, in the sentence that any other client gets.
 */
@ApplicationScoped
class ToolCalls {
    private static final Logger LOG = Logger.getLogger(ToolCalls.class);
    /** How often it is looked whether the client still wants to know. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Admission admission;
    private final RateLimiting limiting;
    private final CurrentVertxRequest current;
    private final MeterRegistry metrics;

    ToolCalls(Admission admission, RateLimiting limiting, CurrentVertxRequest current, MeterRegistry metrics) {
        this.admission = admission;
        this.limiting = limiting;
        this.current = current;
        this.metrics = metrics;
    }

    /** What a tool does, on a thread that may wait. */
    @FunctionalInterface
    interface Work {
        ToolResponse run(Visit visit, Admission.Place place) throws Exception;
    }

    Uni<ToolResponse> run(String tool, Cancellation cancellation, Work work) {
        RoutingContext request = current.getCurrent();
        Admitted admitted = Admitted.of(request);
        Visit visit = admitted.visit();
        Uni<Void> counted = admitted.isCounted() ? Uni.createFrom().voidItem() : limiting.admit(visit.caller());
        Uni<ToolResponse> answer = counted.chain(() ->
                admission.admit(visit, place -> VirtualThreads.run(visit.call(), () -> work.run(visit, place))));
        Context context = request.vertx().getOrCreateContext();
        return Uni.join()
                .first(answer, gone(request, cancellation))
                .toTerminate()
                .onItem()
                .invoke(() -> count(tool, "done"))
                .onFailure(failure -> !(failure instanceof OperationCancellationException))
                .recoverWithItem(failure -> told(tool, visit, failure))
                .onFailure()
                .invoke(() -> count(tool, ErrorCode.CANCELLED.code()))
                .emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    /** Fails as soon as the client has cancelled the call, or has left. */
    private static Uni<ToolResponse> gone(RoutingContext request, Cancellation cancellation) {
        return Multi.createFrom()
                .ticks()
                .every(LOOK)
                .onOverflow()
                .drop()
                .filter(tick ->
                        cancellation.check().isRequested() || request.response().closed())
                .toUni()
                .chain(tick -> Uni.createFrom().failure(new OperationCancellationException()));
    }

    private ToolResponse told(String tool, Visit visit, Throwable failure) {
        QuernException ours = QuernException.of(failure);
        count(tool, ours.code().code());
        if (ours.code() == ErrorCode.INTERNAL) {
            LOG.errorf(failure, "unexpected failure in trace %s", visit.call().traceId());
        }
        return ToolResponse.error(ours.text());
    }

    private void count(String tool, String outcome) {
        metrics.counter("quern.gateway.tools", "tool", tool, "outcome", outcome).increment();
    }
}
