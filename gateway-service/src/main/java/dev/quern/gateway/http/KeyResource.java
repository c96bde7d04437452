package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.KeyAdministration;
import dev.quern.gateway.PageRequest;
import dev.quern.gateway.Tenants;
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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** API keys: make, list, look up, change, rotate, revoke. */
@Path("/api/v1/keys")
@Produces(MediaType.APPLICATION_JSON)
@Requires({Scope.ADMIN, Scope.OPERATE})
@Tag(name = "Keys")
public class KeyResource {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final KeyAdministration keys;
    private final Admission admission;
    private final CurrentCall current;

    public KeyResource(KeyAdministration keys, Admission admission, CurrentCall current) {
        this.keys = keys;
        this.admission = admission;
        this.current = current;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Make an API key",
            description = "Answers with the key itself, which is shown this once. The scope `operate`, the priority "
                    + "`emergency`, limits above your own and another tenant need the scope `operate`.")
    @APIResponse(responseCode = "201", description = "Made.")
    public Uni<RestResponse<KeyBody>> create(@RequestBody(required = true) @Nullable NewKeyBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `name` and `scopes` is expected.");
        }
        KeyAdministration.Settings settings = body.settings();
        Set<Scope> scopes = body.wantedScopes();
        Optional<String> tenant = body.wantedTenant();
        Visit visit = current.visit();
        return admitted(visit, () -> made(KeyBody.of(keys.create(visit, tenant, scopes, settings))));
    }

    @GET
    @Operation(summary = "List the API keys of a tenant, also those that have expired or were revoked")
    public Uni<KeysBody> list(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("page_size") @Nullable String pageSize,
            @QueryParam("page_token") @Nullable String pageToken) {
        Optional<String> wanted = Optional.ofNullable(tenant).map(Tenants::requireName);
        PageRequest page = Paging.of(pageSize, pageToken);
        Visit visit = current.visit();
        return admitted(visit, () -> KeysBody.of(keys.list(visit, wanted, page)));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Look up an API key")
    public Uni<KeyBody> get(@PathParam("id") String id) {
        requireId(id);
        Visit visit = current.visit();
        return admitted(visit, () -> KeyBody.of(keys.get(visit, id)));
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Change an API key",
            description =
                    "Name, priority, limits and end become what the body says; what it leaves out becomes what it "
                            + "is for a new key. Tenant and scopes stay.")
    public Uni<KeyBody> update(
            @PathParam("id") String id, @RequestBody(required = true) @Nullable KeyChangesBody body) {
        requireId(id);
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `name` is expected.");
        }
        KeyAdministration.Settings settings = body.settings();
        Visit visit = current.visit();
        return admitted(visit, () -> KeyBody.of(keys.update(visit, id, settings)));
    }

    @POST
    @Path("/{id}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Replace an API key",
            description =
                    "Answers with a new key that may do the same, which is shown this once, and the id of the old "
                            + "one, which stops working after `grace_seconds`.")
    @APIResponse(responseCode = "201", description = "Replaced.")
    public Uni<RestResponse<KeyBody>> rotate(@PathParam("id") String id, @Nullable RotationBody body) {
        requireId(id);
        Duration grace = body == null ? Duration.ZERO : body.grace();
        Visit visit = current.visit();
        return admitted(visit, () -> made(KeyBody.of(keys.rotate(visit, id, grace))));
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Revoke an API key for good",
            description = "It stops working here at once and everywhere within seconds. Once more does no harm.")
    @APIResponse(responseCode = "204", description = "Revoked.")
    public Uni<RestResponse<Void>> revoke(@PathParam("id") String id) {
        requireId(id);
        Visit visit = current.visit();
        return admitted(visit, () -> {
            keys.revoke(visit, id);
            return RestResponse.noContent();
        });
    }

    private <T> Uni<T> admitted(Visit visit, Callable<T> work) {
        return admission.admit(visit, () -> VirtualThreads.run(visit.call(), work));
    }

    private static RestResponse<KeyBody> made(KeyBody key) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, key)
                .header("Location", "/api/v1/keys/" + key.id())
                // Nothing between here and there keeps the secret.
                .header("Cache-Control", "no-store")
                .build();
    }

    private static void requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw QuernException.notFound("id", "There is no such API key.");
        }
    }
}
