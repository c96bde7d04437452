package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.gateway.Account;
import dev.quern.gateway.Entry;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Limits;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tokens that a provider of identities has signed: JSON web tokens only, which are checked without asking it. */
@ApplicationScoped
public class Tokens {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");
    private static final Duration BUSY = Duration.ofSeconds(5);
    private static final JsonMapper READER = new JsonMapper();

    private final TenantIdentityProvider provider;
    private final TokenClaims claims;

    public Tokens(TenantIdentityProvider provider, GatewayConfig config) {
        this.provider = provider;
        this.claims = new TokenClaims(config.tokens());
    }

    /** A provider signs tokens for many programs: whoever may use one of the others may not therefore use Quern. */
    void requireAudience(
            @Observes StartupEvent start,
            Entry entry,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience) {
        if (entry.takesTokens() && audience.isEmpty()) {
            throw new IllegalStateException(
                    "quarkus.oidc.token.audience is not set: the audience that tokens for Quern "
                            + "have, without which tokens for every other program would do too.");
        }
    }

    static boolean isToken(String credential) {
        return FORM.matcher(credential).matches();
    }

    /** @param usual for tokens that say nothing of limits */
    Uni<Account> account(String token, Limits usual) {
        return provider.authenticate(new AccessTokenCredential(token))
                .onFailure()
                .transform(Tokens::refused)
                .map(valid -> claims.account(payload(token), usual));
    }

    /** Of a token that was found valid. */
    private static JsonNode payload(String token) {
        int begin = token.indexOf('.') + 1;
        try {
            return READER.readTree(Base64.getUrlDecoder().decode(token.substring(begin, token.indexOf('.', begin))));
        } catch (IOException | IllegalArgumentException notJson) {
            throw new QuernException(ErrorCode.UNAUTHENTICATED, "This token cannot be read.", notJson);
        }
    }

    private static QuernException refused(Throwable failure) {
        return failure instanceof AuthenticationFailedException
                ? new QuernException(
                        ErrorCode.UNAUTHENTICATED,
                        "This token is not valid here: it has expired, is for somebody else, or was not signed by the "
                                + "provider that is trusted.",
                        failure)
                : new QuernException(
                                ErrorCode.SERVICE_UNAVAILABLE,
                                "Your token cannot be checked at present; please try again shortly.",
                                failure)
                        .withRetryAfter(BUSY);
    }
}
