package dev.quern.gateway.openai;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Visit;
import dev.quern.gateway.http.CurrentCall;
import dev.quern.gateway.http.Draining;
import dev.quern.gateway.http.EventStream;
import dev.quern.gateway.http.Failures;
import dev.quern.gateway.http.Requires;
import dev.quern.gateway.http.ServerEvent;
import dev.quern.gateway.http.StrictJson;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Conversations, in OpenAI's shape. */
@Path("/v1/chat/completions")
@Consumes(MediaType.APPLICATION_JSON)
@Requires(Scope.ASK)
@Tag(name = "OpenAI")
public class ChatCompletionResource {
    private final Completions completions;
    private final Admission admission;
    private final Draining draining;
    private final CurrentCall current;

    public ChatCompletionResource(
            Completions completions, Admission admission, Draining draining, CurrentCall current) {
        this.completions = completions;
        this.admission = admission;
        this.draining = draining;
        this.current = current;
    }

    @POST
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS})
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Complete a chat",
            description = "With the model `quern/<collection>` the last message is answered from that collection's "
                    + "documents, and `quern` beside the text says what the answer rests on. Any other model replies by "
                    + "itself. With `stream` the reply comes as server-sent events, as it is made.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = CompletionBody.class)),
                @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class))
            })
    public Uni<Response> create(@RequestBody(required = true) @Nullable ChatBody body, RoutingContext request) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with `model` and `messages` is expected.");
        }
        Visit visit = current.visit();
        Completion completion = completions.of(body, visit.priority());
        return body.streams()
                ? stream(visit, completion, body.wantsUsage(), request)
                : admission
                        .admit(visit, place -> VirtualThreads.run(visit.call(), () -> completion.whole(visit, place)))
                        .map(whole -> Response.ok(whole, MediaType.APPLICATION_JSON_TYPE)
                                .build());
    }

    private Uni<Response> stream(Visit visit, Completion completion, boolean usage, RoutingContext request) {
        draining.refuse();
        return admission
                .enter(visit)
                .chain(place -> {
                    // Also when the client has left before there was anything to be cancelled.
                    request.addEndHandler(_ -> place.gone());
                    return EventStream.fromFirst(
                            request,
                            VirtualThreads.<ServerEvent>stream(
                                            visit.call(),
                                            outlet -> completion.stream(
                                                    visit, place, new Chunks(outlet, completion.head(), usage)))
                                    .onCompletion()
                                    .invoke(place::done)
                                    .onFailure()
                                    .invoke(place::failed)
                                    .onCancellation()
                                    .invoke(place::gone),
                            failure -> ServerEvent.unnamed(Failures.document(failure, request)));
                })
                .map(stream ->
                        Response.ok(stream, MediaType.SERVER_SENT_EVENTS_TYPE).build());
    }
}
