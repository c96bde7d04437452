package dev.quern.gateway.http;

import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.IdentityConfig;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.grpc.Identity;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking: turns the API key of a request into a signed principal and a deadline. Without a configured key,
 * everybody who reaches this address may do everything, so that address has to be this machine's own, and requests that
 * a web page of another site makes through somebody's browser are refused.
 */
@ApplicationScoped
public class Authentication {
    private static final String SCHEME = "Bearer ";
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
    private final GatewayConfig config;
    private final Identity identity;
    private final CurrentCall current;
    private final Optional<byte[]> keyHash;
    /** A signed principal is used again while at least this much of its validity is left. */
    private final Duration fresh;

    private final AtomicReference<@Nullable SignedPrincipal> signed = new AtomicReference<>();

    public Authentication(GatewayConfig config, IdentityConfig identities, Identity identity, CurrentCall current) {
        this.config = config;
        this.identity = identity;
        this.current = current;
        this.keyHash = config.apiKey().map(Authentication::hash);
        this.fresh = config.longestTimeout().plus(MARGIN);
        if (identities.validity().compareTo(fresh) <= 0) {
            throw new IllegalArgumentException("quern.identity.validity must be more than half a minute longer than"
                    + " quern.gateway.longest-timeout");
        }
    }

    void refuseToStandOpen(@Observes StartupEvent start, @ConfigProperty(name = "quarkus.http.host") String host) {
        if (keyHash.isEmpty() && !LOOPBACK.contains(host)) {
            throw new IllegalStateException("Without an API key Quern listens on a loopback address only, and "
                    + "quarkus.http.host is " + host + ": set quern.gateway.api-key (QUERN_GATEWAY_API_KEY).");
        }
        // A gateway that cannot sign is of no use: better to know it now.
        principal();
    }

    @ServerRequestFilter
    public void authenticate(RoutingContext request) {
        if (keyHash.isPresent()) {
            requireKey(request, keyHash.get());
        } else {
            refuseOtherSites(request);
        }
        current.set(new Calls(this::principal, timeout(request), TraceIds.of(request)));
    }

    private static void requireKey(RoutingContext request, byte[] expected) {
        String header = request.request().getHeader("Authorization");
        if (header == null || !header.startsWith(SCHEME)) {
            throw new QuernException(ErrorCode.UNAUTHENTICATED, "Send your API key as `Authorization: Bearer <key>`.");
        }
        // Hashes have the same length whatever was sent, so the time of the comparison tells nothing.
        if (!MessageDigest.isEqual(expected, hash(header.substring(SCHEME.length())))) {
            throw new QuernException(ErrorCode.UNAUTHENTICATED, "This API key is not known.");
        }
    }

    private static void refuseOtherSites(RoutingContext request) {
        String site = request.request().getHeader("Sec-Fetch-Site");
        boolean otherSite = site != null && !site.equals("same-origin") && !site.equals("none");
        String origin = request.request().getHeader("Origin");
        boolean otherOrigin =
                origin != null && !origin.endsWith("://" + request.request().getHeader("Host"));
        var authority = request.request().authority();
        boolean otherName = authority == null || !LOOPBACK.contains(authority.host());
        if (otherSite || otherOrigin || otherName) {
            throw new QuernException(
                    ErrorCode.PERMISSION_DENIED,
                    "Without an API key, Quern answers requests to this machine's own address only, and none that come "
                            + "from another web site.");
        }
    }

    private SignedPrincipal principal() {
        SignedPrincipal known = signed.get();
        if (known == null
                || known.principal().expiresAt().isBefore(Instant.now().plus(fresh))) {
            known = identity.sign(
                    config.tenant(),
                    keyHash.isPresent() ? "api-key" : "local",
                    Set.of(Scope.values()),
                    Priority.INTERACTIVE);
            signed.set(known);
        }
        return known;
    }

    private Duration timeout(RoutingContext request) {
        String header = request.request().getHeader("X-Request-Timeout");
        if (header == null) {
            return config.defaultTimeout();
        }
        try {
            long millis = Math.round(Double.parseDouble(header) * 1000);
            if (millis >= 1 && millis <= config.longestTimeout().toMillis()) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException notANumber) {
            // Said below, with the limits.
        }
        throw QuernException.invalid(
                "X-Request-Timeout",
                "`X-Request-Timeout` is a number of seconds, at most "
                        + config.longestTimeout().toSeconds() + ".");
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
