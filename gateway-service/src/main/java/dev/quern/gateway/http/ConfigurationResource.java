package dev.quern.gateway.http;

import dev.quern.gateway.Audit;
import dev.quern.gateway.SettingsInForce;
import dev.quern.gateway.SettingsInForce.Setting;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Scope;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The configuration of the process that answers. */
@Path("/api/v1/configuration")
@Requires(Scope.OPERATE)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
public class ConfigurationResource {
    private final SettingsInForce settings;
    private final Audit audit;
    private final CurrentCall current;

    public ConfigurationResource(SettingsInForce settings, Audit audit, CurrentCall current) {
        this.settings = settings;
        this.audit = audit;
        this.current = current;
    }

    @GET
    @Operation(
            summary = "Show the configuration in force",
            description = "Of the replica that answers, by name, with where each setting was said: `system`, "
                    + "`environment`, `file` or `default`. Whatever may be a secret is shown as `********`.")
    public ConfigurationBody get() {
        Visit visit = current.visit();
        audit.record(visit, "configuration_read", Map.of());
        return new ConfigurationBody(settings.list());
    }

    /** By name. */
    @Schema(name = "Configuration")
    public record ConfigurationBody(List<Setting> settings) {}
}
