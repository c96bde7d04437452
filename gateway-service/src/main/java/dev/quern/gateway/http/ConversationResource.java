package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.ConversationUsers;
import dev.quern.gateway.Conversations;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.PageRequest;
import dev.quern.gateway.Visit;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Kept conversations: begin, list, read, delete. Nobody finds another user's. */
@Path("/api/v1/conversations")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.ASK)
@Tag(name = "Conversations")
public class ConversationResource {
    /** As many as are shown of one conversation. */
    private static final int TURNS = 100;

    private static final int LONGEST_ID = 128;

    private final Conversations conversations;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public ConversationResource(
            Conversations conversations, Admission admission, GatewayConfig config, CurrentCall current) {
        this.conversations = conversations;
        this.admission = admission;
        this.config = config;
        this.current = current;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Begin a conversation",
            description = "Questions with its `id` as `conversation_id` are answered with its last turns in mind, and "
                    + "added to it.")
    @APIResponse(responseCode = "201", description = "Begun.")
    public Uni<RestResponse<ConversationBody>> begin(@RequestBody(required = true) @Nullable NewConversationBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object is expected; `{}` is enough.");
        }
        Visit visit = visit();
        String user = ConversationUsers.of(visit.caller(), body.named());
        String title = body.checkedTitle();
        Duration keptFor = body.keptFor(config.conversations().keptFor());
        return admitted(
                visit,
                () -> RestResponse.status(
                        RestResponse.Status.CREATED,
                        ConversationBody.of(conversations.create(visit.call(), user, title, keptFor))));
    }

    @GET
    @Operation(summary = "List a user's conversations, the newest first")
    public Uni<ConversationsBody> list(
            @QueryParam("user") @Nullable String named,
            @QueryParam("page_size") @Nullable String pageSize,
            @QueryParam("page_token") @Nullable String pageToken) {
        Visit visit = visit();
        String user = ConversationUsers.of(visit.caller(), Optional.ofNullable(named));
        PageRequest page = Paging.of(pageSize, pageToken);
        return admitted(visit, () -> ConversationsBody.of(conversations.list(visit.call(), user, page)));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a conversation", description = "With its last " + TURNS + " turns, oldest first.")
    public Uni<ConversationBody> get(@PathParam("id") String id, @QueryParam("user") @Nullable String named) {
        Visit visit = visit();
        String user = ConversationUsers.of(visit.caller(), Optional.ofNullable(named));
        requireId(id);
        return admitted(visit, () -> ConversationBody.of(conversations.get(visit.call(), user, id, TURNS)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a conversation and everything that was said in it")
    public Uni<RestResponse<Void>> delete(@PathParam("id") String id, @QueryParam("user") @Nullable String named) {
        Visit visit = visit();
        String user = ConversationUsers.of(visit.caller(), Optional.ofNullable(named));
        requireId(id);
        return admitted(visit, () -> {
            conversations.delete(visit.call(), user, id);
            return RestResponse.noContent();
        });
    }

    private Visit visit() {
        Visit visit = current.visit();
        visit.call().principal().require(Scope.ASK);
        return visit;
    }

    private <T> Uni<T> admitted(Visit visit, Callable<T> work) {
        return admission.admit(visit, () -> VirtualThreads.run(visit.call(), work));
    }

    private static void requireId(String id) {
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw QuernException.notFound("id", "There is no such conversation.");
        }
    }
}
