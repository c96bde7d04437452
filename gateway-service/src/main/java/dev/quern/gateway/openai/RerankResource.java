package dev.quern.gateway.openai;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Reranking;
import dev.quern.gateway.Visit;
import dev.quern.gateway.http.CurrentCall;
import dev.quern.gateway.http.Requires;
import dev.quern.gateway.http.StrictJson;
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

/** Texts by how well they answer a query, in the shape that Cohere and Jina have. */
@Path("/v1/rerank")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.ASK)
@Tag(name = "OpenAI")
public class RerankResource {
    private final Reranking reranking;
    private final Admission admission;
    private final CurrentCall current;

    public RerankResource(Reranking reranking, Admission admission, CurrentCall current) {
        this.reranking = reranking;
        this.admission = admission;
        this.current = current;
    }

    @POST
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Rank texts by a query",
            description = "Best first; `index` says which of the documents it is. Without a configured reranking model "
                    + "this is not implemented.")
    public Uni<RankingBody> rank(@RequestBody(required = true) @Nullable RerankBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with `query` and `documents` is expected.");
        }
        RerankBody.Asked asked = body.asked();
        Visit visit = current.visit();
        return admission.admit(visit, () -> VirtualThreads.run(visit.call(), () -> rank(visit, asked)));
    }

    private RankingBody rank(Visit visit, RerankBody.Asked asked) {
        try {
            return RankingBody.of(asked, reranking.score(visit, asked.model(), asked.query(), asked.documents()));
        } catch (QuernException failure) {
            throw Fields.renamed(failure, "passages", "documents");
        }
    }
}
