package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/** Asks of callers what their route {@link Requires}, before the body of their request is read. */
@ApplicationScoped
public class Permissions {
    private final Visits visits;
    private final CurrentCall current;
    private final Map<Resource, Scope[]> scopes = new ConcurrentHashMap<>();

    public Permissions(Visits visits, CurrentCall current) {
        this.visits = visits;
        this.current = current;
    }

    private record Resource(Class<?> type, String method, List<Class<?>> parameters) {}

    @ServerRequestFilter
    public void require(SimpleResourceInfo resource, RoutingContext request) {
        Calls calls = visits.of(request);
        current.set(calls);
        calls.begin()
                .principal()
                .requireAny(scopes.computeIfAbsent(
                        new Resource(
                                resource.getResourceClass(),
                                resource.getMethodName(),
                                List.of(resource.parameterTypes())),
                        Permissions::of));
    }

    private static Scope[] of(Resource resource) {
        try {
            Requires requires =
                    requires(resource.type.getMethod(resource.method, resource.parameters.toArray(Class<?>[]::new)));
            if (requires != null) {
                return requires.value();
            }
        } catch (NoSuchMethodException notPublic) {
            throw QuernException.of(notPublic);
        }
        throw QuernException.of(new IllegalStateException(resource + " says of no scopes"));
    }

    /** What a route requires; null when it says nothing. */
    static @Nullable Requires requires(Method method) {
        Requires own = method.getAnnotation(Requires.class);
        return own != null ? own : method.getDeclaringClass().getAnnotation(Requires.class);
    }
}
