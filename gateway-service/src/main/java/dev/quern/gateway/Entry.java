package dev.quern.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who is let in at all, as configured: only those with a key or a token where either is set up; else everybody, and
 * therefore only on this machine's own address.
 */
@ApplicationScoped
public class Entry {
    static final String HOST = "quarkus.http.host";
    static final String TOKENS = "quarkus.oidc.tenant-enabled";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private final boolean open;
    private final boolean takesTokens;
    private final boolean needsFirstKey;

    public Entry(
            GatewayConfig config,
            @ConfigProperty(name = HOST) String host,
            @ConfigProperty(name = TOKENS, defaultValue = "false") boolean takesTokens) {
        boolean hasKey = config.apiKey().isPresent();
        this.takesTokens = takesTokens;
        boolean beyondLoopback = !isLoopback(host);
        this.needsFirstKey = !hasKey
                && switch (config.keys().bootstrap()) {
                    case NEVER -> false;
                    case BEYOND_LOOPBACK -> beyondLoopback && !takesTokens;
                    case ALWAYS -> true;
                };
        this.open = !hasKey && !takesTokens && !needsFirstKey;
        if (open && beyondLoopback) {
            throw new IllegalStateException("Without an API key Quern listens on a loopback address only, and "
                    + "quarkus.http.host is " + host + ": set quern.gateway.api-key (QUERN_GATEWAY_API_KEY).");
        }
    }

    /** Whether everybody who reaches this address may do everything. */
    public boolean isOpen() {
        return open;
    }

    public boolean takesTokens() {
        return takesTokens;
    }

    /** Whether there has to be a key to begin with, which nobody has configured. */
    public boolean needsFirstKey() {
        return needsFirstKey;
    }

    public static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }
}
