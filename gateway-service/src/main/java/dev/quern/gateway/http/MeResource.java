package dev.quern.gateway.http;

import dev.quern.protocol.Scope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is asking, as Quern sees it. */
@Path("/api/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@Requires({Scope.ASK, Scope.INGEST, Scope.ADMIN, Scope.OPERATE})
@Tag(name = "Keys")
public class MeResource {
    private final CurrentCall current;

    public MeResource(CurrentCall current) {
        this.current = current;
    }

    @GET
    @Operation(summary = "Tell who you are: tenant, scopes and limits")
    public MeBody me() {
        return MeBody.of(current.visit());
    }
}
