package dev.quern.gateway.openai;

import dev.quern.gateway.Admission;
import dev.quern.gateway.KnownModels;
import dev.quern.gateway.Models;
import dev.quern.gateway.TextVectors;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Texts to vectors, in OpenAI's shape. */
@Path("/v1/embeddings")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.ASK)
@Tag(name = "OpenAI")
public class EmbeddingResource {
    private final TextVectors vectors;
    private final KnownModels models;
    private final Admission admission;
    private final CurrentCall current;

    public EmbeddingResource(TextVectors vectors, KnownModels models, Admission admission, CurrentCall current) {
        this.vectors = vectors;
        this.models = models;
        this.admission = admission;
        this.current = current;
    }

    @POST
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Make vectors of texts",
            description = "As many texts at once as `/api/v1/models` says of the model.")
    public Uni<EmbeddingsBody> create(@RequestBody(required = true) @Nullable EmbeddingRequestBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with `model` and `input` is expected.");
        }
        List<String> texts = body.texts();
        boolean base64 = body.wantsBase64();
        boolean question = body.isQuestion();
        String model = body.name();
        Visit visit = current.visit();
        return admission.admit(
                visit,
                () -> VirtualThreads.run(visit.call(), () -> {
                    body.wantedDimensions().ifPresent(wanted -> requireDimensions(visit, model, wanted));
                    return EmbeddingsBody.of(model, embed(visit, model, texts, question), base64);
                }));
    }

    private TextVectors.Embedded embed(Visit visit, String model, List<String> texts, boolean question) {
        try {
            return vectors.embed(visit, model, texts, question);
        } catch (QuernException failure) {
            throw Fields.renamed(failure, "texts", "input");
        }
    }

    /** No model here can make its vectors shorter. */
    private void requireDimensions(Visit visit, String model, int wanted) {
        models.vectors(visit.call()).embedding().stream()
                .filter(known -> isNamed(known, model) && known.dimensions() != wanted)
                .map(Models.Embedding::dimensions)
                .findFirst()
                .ifPresent(dimensions -> {
                    throw QuernException.invalid(
                            "dimensions", "The vectors of `" + model + "` have " + dimensions + " dimensions.");
                });
    }

    private static boolean isNamed(Models.Embedding known, String model) {
        return known.name().equals(model) || (known.name() + "@" + known.version()).equals(model);
    }
}
