package dev.quern.gateway;

import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens of a provider of identities: which of their claims mean what. A claim within another is written with a slash
 * between them. The provider itself is told by {@code quarkus.oidc.tenant-enabled=true}, {@code
 * quarkus.oidc.auth-server-url} and {@code quarkus.oidc.token.audience}.
 */
public interface TokensConfig {

    /** The claim that names the tenant. A token without it is refused. */
    @WithDefault("tenant")
    String tenantClaim();

    /** The tenant of all tokens, whatever they say: for a provider that serves one only. */
    Optional<String> tenant();

    /** The claim that lists the roles, as an array or as words parted by spaces: {@code realm_access/roles}. */
    @WithDefault("roles")
    String rolesClaim();

    /**
     * What each role may: scopes, by the role's name. Without any, {@code quern-ask}, {@code quern-ingest} and {@code
     * quern-admin} give the scope that they are named after. Roles that are not named give nothing.
     */
    Map<String, Set<Scope>> roles();

    /** The claim with the highest priority: batch, interactive or emergency. */
    Optional<String> priorityClaim();

    /** The highest priority of tokens that say nothing of it. */
    @WithDefault("interactive")
    Priority priority();

    /** The claim with the requests that may be made in a minute; those who lack it have the default. */
    Optional<String> requestsPerMinuteClaim();

    /** The claim with the tokens of language models that may be used up in a day; those who lack it have the default. */
    Optional<String> tokensPerDayClaim();
}
