package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Answering;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Question;
import dev.quern.gateway.UrgentWords;
import dev.quern.gateway.Visit;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Questions and their answers. */
@Requires(Scope.ASK)
@Path("/api/v1/rag")
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Answers")
public class AnswerResource {
    private final Answering answering;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;
    private final AnswerStreamResource streams;
    private final UrgentWords urgent;

    public AnswerResource(
            Answering answering,
            Admission admission,
            GatewayConfig config,
            CurrentCall current,
            AnswerStreamResource streams,
            UrgentWords urgent) {
        this.answering = answering;
        this.admission = admission;
        this.config = config;
        this.current = current;
        this.streams = streams;
        this.urgent = urgent;
    }

    @POST
    @Path("/query")
    @Produces(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Ask a question",
            description = "Answers from the collection's documents, with citations. "
                    + "With `Accept: text/event-stream` the answer comes as it is made.")
    public Uni<AnswerBody> query(
            @HeaderParam(CacheControl.HEADER)
                    @Parameter(description = CacheControl.DESCRIPTION, schema = @Schema(implementation = String.class))
                    List<String> cacheControl,
            @RequestBody(required = true) @Nullable QuestionBody body) {
        Question question = question(body);
        CacheUse use = CacheControl.use(cacheControl);
        Visit visit = urgent.raised(current.visit(), question);
        return admission.admit(
                visit,
                place -> VirtualThreads.run(
                        visit.call(), () -> AnswerBody.of(answering.answer(visit, question, use, place))));
    }

    /** In this class, so that whoever accepts anything gets the answer as one document. */
    @POST
    @Path("/query")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @CustomDeserialization(StrictJson.class)
    @Operation(hidden = true)
    public Uni<EventStream> queryAsEvents(
            @HeaderParam(CacheControl.HEADER) List<String> cacheControl,
            @HeaderParam(AnswerStreamResource.RESUMABLE) @Nullable String resumable,
            @HeaderParam(StreamPosition.HEADER) @Nullable String lastEvent,
            @Nullable QuestionBody body,
            RoutingContext request) {
        return streams.stream(cacheControl, resumable, lastEvent, body, request);
    }

    private Question question(@Nullable QuestionBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `query` is expected.");
        }
        return body.question(config.collection());
    }
}
