package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.TokenBudgets;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What whoever asks may use up, and has. */
@Path("/api/v1/usage")
@Produces(MediaType.APPLICATION_JSON)
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN})
@Tag(name = "Usage")
public class UsageResource {
    private final TokenBudgets tokens;
    private final Admission admission;
    private final CurrentCall current;

    public UsageResource(TokenBudgets tokens, Admission admission, CurrentCall current) {
        this.tokens = tokens;
        this.admission = admission;
        this.current = current;
    }

    @GET
    @Operation(
            summary = "See what is used up",
            description = "The limits of the key or token that the request is made with, and the tokens of language "
                    + "models that it has used up today; to administrators also those of their tenant.")
    public Uni<UsageBody> get() {
        Visit visit = current.visit();
        boolean administers = visit.call().principal().scopes().contains(Scope.ADMIN);
        return admission.admit(
                visit,
                () -> VirtualThreads.run(
                        visit.call(), () -> UsageBody.of(visit.caller().limits(), tokens.usage(visit), administers)));
    }
}
