package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Call;
import dev.quern.protocol.Outlet;
import dev.quern.protocol.VirtualThreads;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

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
        void tell(Call call, Outlet<ServerEvent> events) throws InterruptedException;
    }

    EventStream events(RoutingContext request, Teller teller) {
        Call call = current.calls().within(config.longestTimeout());
        // Before anything is streamed, while a refusal can still be a plain 503; left also when nobody ever reads.
        Runnable leave = admission.watch(current.visit().caller());
        request.addEndHandler(ended -> leave.run());
        return EventStream.of(
                request,
                VirtualThreads.<ServerEvent>stream(call, outlet -> teller.tell(call, outlet))
                        .onTermination()
                        .invoke(leave));
    }
}
