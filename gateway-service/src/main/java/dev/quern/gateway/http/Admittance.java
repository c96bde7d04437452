package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Lets nobody in who is not known, before anything of a request is read, whatever serves it: resources, web sockets, tools
 * and pages alike.
 */
@ApplicationScoped
public class Admittance implements HttpSecurityPolicy {
    private final Visits visits;

    public Admittance(Visits visits) {
        this.visits = visits;
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> unused, AuthorizationRequestContext context) {
        Routes routes = Routes.of(request.normalizedPath());
        return switch (routes.entrance()) {
            case OPEN -> CheckResult.permit();
            case OPTIONAL ->
                request.request().getHeader("Authorization") == null
                        ? CheckResult.permit()
                        : identified(request, routes.scopes());
            case IDENTIFIED -> identified(request, routes.scopes());
        };
    }

    private Uni<CheckResult> identified(RoutingContext request, Set<Scope> scopes) {
        Thread thread = Thread.currentThread();
        Context connection = request.vertx().getOrCreateContext();
        return visits.identify(request)
                .map(calls -> {
                    if (!scopes.isEmpty()) {
                        calls.begin().principal().requireAny(scopes.toArray(Scope[]::new));
                    }
                    return new CheckResult(true, identity(calls));
                })
                .onFailure()
                .transform(QuernException::of)
                .emitOn(work -> {
                    // The rest of the request belongs to its connection; most callers are known without leaving it.
                    if (Thread.currentThread().equals(thread)) {
                        work.run();
                    } else {
                        connection.runOnContext(ignored -> work.run());
                    }
                });
    }

    private static SecurityIdentity identity(Calls calls) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(calls.begin().principal().subject()))
                .setAnonymous(false)
                .build();
    }
}
