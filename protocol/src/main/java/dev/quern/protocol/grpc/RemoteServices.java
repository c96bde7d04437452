package dev.quern.protocol.grpc;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One {@link RemoteService} per service, so that whoever calls it shares its bulkhead and its circuit breaker. */
@ApplicationScoped
public class RemoteServices {
    private final CallConfig config;
    private final Map<String, RemoteService> services = new ConcurrentHashMap<>();

    public RemoteServices(CallConfig config) {
        this.config = config;
    }

    /** @param name as people know it: {@code retrieval-service} */
    public RemoteService named(String name) {
        return services.computeIfAbsent(name, known -> new RemoteService(known, config));
    }
}
