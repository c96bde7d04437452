package dev.quern.protocol.grpc;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link RemoteService} per service, so that whoever calls it shares its bulkhead and its circuit breaker; and one
 * more for each purpose that must not be refused because of the others, nor they because of it.
 */
@ApplicationScoped
public class RemoteServices {
    private final CallConfig config;
    private final Map<Key, RemoteService> services = new ConcurrentHashMap<>();

    public RemoteServices(CallConfig config) {
        this.config = config;
    }

    private record Key(String name, String purpose) {}

    /** @param name as people know it: {@code retrieval-service} */
    public RemoteService named(String name) {
        return named(name, "");
    }

    /**
     * With a bulkhead and a circuit breaker of its own; its failures still bear the service's name alone.
     *
     * @param purpose what is asked of the service: {@code reranking}
     */
    public RemoteService named(String name, String purpose) {
        return services.computeIfAbsent(new Key(name, purpose), key -> new RemoteService(key.name(), config));
    }
}
