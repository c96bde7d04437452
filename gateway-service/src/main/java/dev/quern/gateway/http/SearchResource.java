package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Question;
import dev.quern.gateway.Searching;
import dev.quern.gateway.WorkKind;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Passages without an answer. */
@Requires(Scope.ASK)
@Path("/api/v1/search")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Answers")
public class SearchResource {
    private final Searching searching;
    private final Admission admission;
    private final GatewayConfig config;
    private final CurrentCall current;

    public SearchResource(Searching searching, Admission admission, GatewayConfig config, CurrentCall current) {
        this.searching = searching;
        this.admission = admission;
        this.config = config;
        this.current = current;
    }

    @POST
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Find passages",
            description = "The passages that an answer would be made from, best first, with the words that match; with "
                    + "`explain` also how each was found and what was done.")
    public Uni<SearchResultBody> search(@RequestBody(required = true) @Nullable SearchBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `query` is expected.");
        }
        Question question = body.question(config.collection());
        Call call = current.get();
        return admission.admit(
                current.visit(),
                WorkKind.SEARCH,
                () -> VirtualThreads.run(
                        call, () -> SearchResultBody.of(question, searching.search(call, question), call.traceId())));
    }
}
