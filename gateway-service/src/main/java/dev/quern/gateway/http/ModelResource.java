package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.KnownModels;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Call;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The models behind Quern, and how they are. */
@Path("/api/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.ASK)
@Tag(name = "Models")
public class ModelResource {
    private final KnownModels models;
    private final Admission admission;
    private final CurrentCall current;

    public ModelResource(KnownModels models, Admission admission, CurrentCall current) {
        this.models = models;
        this.admission = admission;
        this.current = current;
    }

    @GET
    @Operation(
            summary = "List the models",
            description =
                    "Language models, embedding models and reranking models, and what is wrong with those that are "
                            + "not available. It is as it was two seconds ago at most.")
    public Uni<ModelsBody> list() {
        Visit visit = current.visit();
        Call call = visit.call();
        return admission.admit(
                visit,
                () -> VirtualThreads.run(call, () -> ModelsBody.of(models.languages(call), models.vectors(call))));
    }
}
