package dev.quern.protocol.grpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetAddress;
import java.net.URI;
import java.security.Security;
import java.time.Duration;

/**
 * Looks up names of services, {@code quern://name:port} or a list of those, again and again: gRPC's own resolver asks
 * only when a connection breaks, and a new replica breaks none.
 */
final class ServiceNames extends NameResolverProvider {
    /** For {@code quarkus.grpc.clients.*.name-resolver}. */
    static final String SCHEME = "quern";

    private static final int USUAL_PRIORITY = 5;
    private static final String REMEMBERED = "networkaddress.cache.ttl";
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Duration interval;
    private final ServiceAddresses.Lookup lookup;

    ServiceNames(Duration interval) {
        this(interval, InetAddress::getAllByName);
        if (interval.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("quern.balancing.refresh must be at least 1 s.");
        }
        // The JDK keeps what a name stands for for 30 s, which is too long to follow replicas that come and go. It
        // reads
        // this when the first name of the process is looked up.
        if (Security.getProperty(REMEMBERED) == null) {
            Security.setProperty(REMEMBERED, Long.toString(Math.max(1, interval.toSeconds() / 2)));
        }
    }

    ServiceNames(Duration interval, ServiceAddresses.Lookup lookup) {
        this.interval = interval;
        this.lookup = lookup;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
        String authority = target.getAuthority();
        String path = target.getPath();
        String text = authority == null ? path.replaceFirst("^/", "") : authority;
        return new ServiceName(ServiceAddresses.parse(text), lookup, interval, arguments);
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return USUAL_PRIORITY;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }
}
