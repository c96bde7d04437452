package dev.quern.gateway.openai;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Visit;
import dev.quern.gateway.http.CurrentCall;
import dev.quern.gateway.http.Requires;
import dev.quern.gateway.openai.ModelListBody.ModelBody;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What can be named as a model, in OpenAI's shape. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.ASK)
@Tag(name = "OpenAI")
public class ModelListResource {
    private final NamedModels models;
    private final Admission admission;
    private final CurrentCall current;

    public ModelListResource(NamedModels models, Admission admission, CurrentCall current) {
        this.models = models;
        this.admission = admission;
        this.current = current;
    }

    @GET
    @Operation(
            summary = "List what can be named as a model",
            description = "Language models, `quern/<collection>` for each of your collections, embedding models and "
                    + "reranking models.")
    public Uni<ModelListBody> list() {
        Visit visit = current.visit();
        return admission.admit(
                visit, () -> VirtualThreads.run(visit.call(), () -> ModelListBody.of(models.all(visit.call()))));
    }

    @GET
    @Path("/{id: .+}")
    @Operation(summary = "Look up a model by its name")
    public Uni<ModelBody> get(@PathParam("id") String id) {
        Visit visit = current.visit();
        return admission.admit(
                visit, () -> VirtualThreads.run(visit.call(), () -> ModelBody.of(models.named(visit.call(), id))));
    }
}
