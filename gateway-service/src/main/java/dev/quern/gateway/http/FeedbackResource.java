package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.CacheEntry;
import dev.quern.gateway.Memory;
import dev.quern.gateway.http.FeedbackBody.Verdict;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Verdicts on answers. */
@Requires(Scope.ASK)
@Path("/api/v1/rag/feedback")
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Answers")
public class FeedbackResource {
    private static final Logger LOG = Logger.getLogger(FeedbackResource.class);

    private final Memory memory;
    private final Admission admission;
    private final CurrentCall current;

    public FeedbackResource(Memory memory, Admission admission, CurrentCall current) {
        this.memory = memory;
        this.admission = admission;
        this.current = current;
    }

    @POST
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Say whether an answer was right",
            description =
                    "An answer that was `wrong` is dropped from the caches, so that the question is answered anew, "
                            + "and for a while the collection's questions have to be more alike for one's answer to serve the "
                            + "other. The same verdict again does no harm. A replica of the cache that does "
                            + "not answer at once may serve the old answer for some seconds more.")
    @APIResponse(responseCode = "204", description = "Done.")
    public Uni<RestResponse<Void>> judge(@RequestBody(required = true) @Nullable FeedbackBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `cache_entry` and a `verdict` is expected.");
        }
        CacheEntry entry = body.entry();
        Verdict verdict = body.requiredVerdict();
        String comment = body.checkedComment();
        Call call = current.get();
        return admission.admit(
                current.visit(),
                () -> VirtualThreads.run(call, () -> {
                    LOG.infof("an answer was %s: %s %s", Words.of(verdict), entry.key(), comment);
                    switch (verdict) {
                        case WRONG -> memory.forget(call, entry);
                        case RIGHT -> {}
                    }
                    return RestResponse.noContent();
                }));
    }
}
