package dev.quern.gateway.http;

import dev.quern.gateway.Account;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Signatures;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes calls of what comes in, whichever way: who is asking, in which lane ({@code X-Priority}), and for how long they
 * wait ({@code X-Request-Timeout}).
 */
@ApplicationScoped
public class Visits {
    private static final String KEY = "quern.calls";
    private static final String PRIORITY = "X-Priority";
    private static final String TIMEOUT = "X-Request-Timeout";

    private final GatewayConfig config;
    private final Authentication authentication;
    private final Signatures signatures;

    public Visits(GatewayConfig config, Authentication authentication, Signatures signatures) {
        this.config = config;
        this.authentication = authentication;
        this.signatures = signatures;
    }

    /**
     * The calls of a request that was let in by {@link Admittance}, on any route; throws {@code UNAUTHENTICATED} on a
     * route that is open, or that learns later who is asking.
     */
    public Calls of(RoutingContext request) {
        return known(request).orElseThrow(() -> Authentication.unauthenticated("Say who you are."));
    }

    /** Likewise; empty where {@link #of(RoutingContext)} throws. */
    public Optional<Calls> known(RoutingContext request) {
        return Optional.ofNullable(request.get(KEY));
    }

    /**
     * Finds out who is asking by headers, or by what stands for them ({@link Headers#with}); fails with {@code
     * UNAUTHENTICATED}.
     */
    public Uni<Calls> of(Headers headers, String traceId) {
        return authentication.account(headers).map(account -> calls(account, headers, traceId));
    }

    /** Likewise, and keeps it with the request. */
    Uni<Calls> identify(RoutingContext request) {
        return of(Headers.of(request), TraceIds.of(request)).onItem().invoke(calls -> request.put(KEY, calls));
    }

    private Calls calls(Account account, Headers headers, String traceId) {
        Priority wanted =
                Words.read(PRIORITY, headers.get(PRIORITY), Priority.values()).orElse(Priority.INTERACTIVE);
        Priority lane = wanted.compareTo(account.priority()) < 0 ? wanted : account.priority();
        return new Calls(() -> signatures.caller(account, lane), lane, timeout(headers), traceId);
    }

    private Duration timeout(Headers headers) {
        String header = headers.get(TIMEOUT);
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
                TIMEOUT,
                "`" + TIMEOUT + "` is a number of seconds, at most "
                        + config.longestTimeout().toSeconds() + ".");
    }
}
