package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.ResumableAnswers;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Answers that a client can come back to, as streams of events. */
@ApplicationScoped
public class ResumedStreams {
    private static final String PATH = "/api/v1/rag/stream/";

    private final ResumableAnswers answers;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public ResumedStreams(ResumableAnswers answers, Admission admission, GatewayConfig config, CurrentCall current) {
        this.answers = answers;
        this.admission = admission;
        this.config = config;
        this.current = current;
    }

    EventStream begin(Visit visit, Admission.Place place, AskedQuestion question, RoutingContext request) {
        String id = answers.start(visit, place, StrictJson.write(question));
        return stream(visit, new StreamPosition(id, 0), request, () -> {});
    }

    /** What was not read yet; nothing at all when everything was. */
    Uni<EventStream> rest(StreamPosition read, RoutingContext request) {
        Visit asked = current.visit();
        Call call = current.calls().within(config.longestTimeout());
        Visit visit = new Visit(call, asked.caller(), asked.priority());
        Runnable leave = admission.watch(visit.caller());
        request.addEndHandler(_ -> leave.run());
        return VirtualThreads.run(asked.call(), () -> answers.hasMore(visit.caller(), read.stream(), read.number()))
                .onTermination()
                .invoke((more, failure, cancelled) -> {
                    if (!Boolean.TRUE.equals(more)) {
                        leave.run();
                    }
                })
                .map(more -> more ? stream(visit, read, request, leave) : null);
    }

    /** @param leave to be run at the end: that of the request may have been over before anybody waited for it */
    private EventStream stream(Visit visit, StreamPosition read, RoutingContext request, Runnable leave) {
        Multi<ServerEvent> events = VirtualThreads.<ServerEvent>stream(
                        visit.call(),
                        outlet -> answers.read(
                                visit,
                                read.stream(),
                                read.number(),
                                event -> outlet.send(AnswerEvents.of(read.stream(), event))))
                .onTermination()
                .invoke(leave);
        return new EventStream(
                request,
                Map.of("Content-Location", PATH + read.stream()),
                true,
                events,
                failure -> last(read, failure, request));
    }

    /** The time of a connection is over before the answer, or this replica is about to end: the rest is to be had elsewhere. */
    private ServerEvent last(StreamPosition read, Throwable failure, RoutingContext request) {
        ErrorCode code = QuernException.of(failure).code();
        return code == ErrorCode.SERVICE_UNAVAILABLE && answers.isShared()
                ? ServerEvent.named("reconnect", Map.of("location", PATH + read.stream()))
                : Events.error(Failures.document(failure, request));
    }
}
