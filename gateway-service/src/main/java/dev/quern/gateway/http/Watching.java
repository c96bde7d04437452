package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Call;
import dev.quern.protocol.Outlet;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

/** Streams of events for clients that watch something: for the longest time that a request may have. */
@ApplicationScoped
public class Watching {
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public Watching(Admission admission, GatewayConfig config, CurrentCall current) {
        this.admission = admission;
        this.config = config;
        this.current = current;
    }

    /** Tells what happens; is interrupted when the client leaves. */
    @FunctionalInterface
    interface Teller {
        void tell(Call call, Outlet<OutboundSseEvent> events) throws InterruptedException;
    }

    Multi<OutboundSseEvent> events(Sse sse, RoutingContext request, Teller teller) {
        Call call = current.calls().within(config.longestTimeout());
        // Before anything is streamed, while a refusal can still be a plain 503; left also when nobody ever reads.
        Runnable leave = admission.watch();
        request.addEndHandler(ended -> leave.run());
        return VirtualThreads.<OutboundSseEvent>stream(call, outlet -> teller.tell(call, outlet))
                .onTermination()
                .invoke(leave)
                .onFailure()
                .recoverWithItem(failure -> Events.error(sse, Failures.document(failure, request)));
    }
}
