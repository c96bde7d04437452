package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.Question;
import dev.quern.gateway.UrgentWords;
import dev.quern.gateway.Visit;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Answers that are read as they are made. */
@Path("/api/v1/rag")
@Produces(MediaType.SERVER_SENT_EVENTS)
@Requires(Scope.ASK)
@Tag(name = "Answers")
public class AnswerStreamResource {
    static final String EVENTS = "Events: `status`, `sources`, `response_chunk` (the last has `is_final`), `metadata`; "
            + "or `error` at any point, after which nothing follows.";
    static final String RESUMABLE = "X-Resumable";
    private static final String RESUMABLE_DESCRIPTION =
            "`true`: the answer goes on for a while when the connection breaks, and can be resumed.";
    private static final String LAST_EVENT_DESCRIPTION =
            "The id of the last event that was read, to get the rest of an answer that can be resumed.";

    private final AnswerStreams answers;
    private final ResumedStreams resumed;
    private final Admission admission;
    private final Draining draining;
    private final CurrentCall current;
    private final UrgentWords urgent;

    public AnswerStreamResource(
            AnswerStreams answers,
            ResumedStreams resumed,
            Admission admission,
            Draining draining,
            CurrentCall current,
            UrgentWords urgent) {
        this.urgent = urgent;
        this.answers = answers;
        this.resumed = resumed;
        this.admission = admission;
        this.draining = draining;
        this.current = current;
    }

    @POST
    @Path("/stream")
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(summary = "Ask a question and read the answer as it is made", description = EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "The events.",
            content =
                    @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "204", description = "All of the answer has been read.")
    public Uni<EventStream> stream(
            @HeaderParam(CacheControl.HEADER)
                    @Parameter(description = CacheControl.DESCRIPTION, schema = @Schema(implementation = String.class))
                    List<String> cacheControl,
            @HeaderParam(RESUMABLE)
                    @Parameter(description = RESUMABLE_DESCRIPTION, schema = @Schema(enumeration = {"true", "false"}))
                    @Nullable String resumable,
            @HeaderParam(StreamPosition.HEADER) @Parameter(description = LAST_EVENT_DESCRIPTION) @Nullable String lastEvent,
            @RequestBody(required = true) @Nullable QuestionBody body,
            RoutingContext request) {
        Question question = answers.question(body);
        CacheUse use = CacheControl.use(cacheControl);
        boolean goesOn = isTrue(resumable);
        draining.refuse();
        if (lastEvent != null) {
            return resumed.rest(StreamPosition.read(lastEvent), request);
        }
        Visit visit = urgent.raised(current.visit(), question);
        return admission.enter(visit).map(place -> {
            if (goesOn && body != null) {
                return resumed.begin(visit, place, new AskedQuestion(body, use), request);
            }
            // Also when the client has left before there was anything to be cancelled.
            request.addEndHandler(_ -> place.gone());
            AtomicLong number = new AtomicLong();
            return EventStream.of(
                    request,
                    answers.answer(visit, question, use, place)
                            .map(event -> AnswerEvents.of(event).withId(Long.toString(number.incrementAndGet()))));
        });
    }

    @GET
    @Path("/stream/{id}")
    @Operation(
            summary = "Read the rest of an answer",
            description =
                    "Of one that was asked for with `X-Resumable: true`: from its beginning, or after the event of "
                            + "`Last-Event-ID`. " + EVENTS + " `restart`: all that was told before is void.")
    @APIResponse(
            responseCode = "200",
            description = "The events.",
            content =
                    @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "204", description = "All of the answer has been read.")
    public Uni<EventStream> resume(
            @PathParam("id") String id,
            @HeaderParam(StreamPosition.HEADER) @Parameter(description = LAST_EVENT_DESCRIPTION) @Nullable String lastEvent,
            RoutingContext request) {
        draining.refuse();
        return resumed.rest(StreamPosition.of(id, lastEvent), request);
    }

    private static boolean isTrue(@Nullable String header) {
        return switch (header == null ? "false" : header.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw QuernException.invalid(RESUMABLE, "`" + RESUMABLE + "` is `true` or `false`.");
        };
    }
}
