package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.Answering;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Question;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** Questions and their answers. */
@Path("/api/v1/rag")
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Answers")
public class AnswerResource {
    private final Answering answering;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public AnswerResource(Answering answering, Admission admission, GatewayConfig config, CurrentCall current) {
        this.answering = answering;
        this.admission = admission;
        this.config = config;
        this.current = current;
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
        Call call = current.get();
        return admission.admit(() -> VirtualThreads.run(
                call, () -> AnswerBody.of(answering.answer(call, question, use, event -> call.ensureWanted()))));
    }

    @POST
    @Path("/query")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> queryAsEvents(
            @HeaderParam(CacheControl.HEADER) List<String> cacheControl,
            @Nullable QuestionBody body,
            @Context Sse sse,
            RoutingContext request) {
        return events(question(body), CacheControl.use(cacheControl), sse, request);
    }

    @POST
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Ask a question and read the answer as it is made",
            description = "Events: `status`, `sources`, `response_chunk` (the last has `is_final`), `metadata`; "
                    + "or `error` at any point, after which nothing follows.")
    public Multi<OutboundSseEvent> stream(
            @HeaderParam(CacheControl.HEADER)
                    @Parameter(description = CacheControl.DESCRIPTION, schema = @Schema(implementation = String.class))
                    List<String> cacheControl,
            @RequestBody(required = true) @Nullable QuestionBody body,
            @Context Sse sse,
            RoutingContext request) {
        return events(question(body), CacheControl.use(cacheControl), sse, request);
    }

    private Multi<OutboundSseEvent> events(Question question, CacheUse use, Sse sse, RoutingContext request) {
        Call call = current.get();
        // Before anything is streamed, while a refusal can still be a plain 503; left also when nobody ever reads.
        Runnable leave = admission.enter();
        request.addEndHandler(ended -> leave.run());
        return VirtualThreads.<AnswerEvent>stream(call, outlet -> answering.answer(call, question, use, outlet::send))
                .onTermination()
                .invoke(leave)
                .map(event -> AnswerEvents.of(sse, event))
                .onFailure()
                .recoverWithItem(failure -> Events.error(sse, Failures.document(failure, request)));
    }

    private Question question(@Nullable QuestionBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `query` is expected.");
        }
        return body.question(config.collection());
    }
}
