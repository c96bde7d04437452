package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Audit;
import dev.quern.gateway.CacheAdministration;
import dev.quern.gateway.CacheTarget;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Question;
import dev.quern.gateway.Signatures;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the caches have; dropping it, and filling them ahead of use. */
@Path("/api/v1/caches")
@Tag(name = "Administration")
public class CacheResource {
    private final CacheAdministration caches;
    private final CacheWarming warming;
    private final Admission admission;
    private final Audit audit;
    private final GatewayConfig config;
    private final CurrentCall current;
    private final Signatures signatures;

    public CacheResource(
            CacheAdministration caches,
            CacheWarming warming,
            Admission admission,
            Audit audit,
            GatewayConfig config,
            CurrentCall current,
            Signatures signatures) {
        this.caches = caches;
        this.warming = warming;
        this.admission = admission;
        this.audit = audit;
        this.config = config;
        this.current = current;
        this.signatures = signatures;
    }

    @GET
    @Requires(Scope.OPERATE)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Describe the caches",
            description = "Of one replica, over all tenants: what its levels have, how often that helped and what it "
                    + "saved, what another size of memory would bring, and which keys are asked for most.")
    public Uni<CachesBody> describe() {
        Visit visit = current.visit();
        return admission.admit(
                visit, () -> VirtualThreads.run(visit.call(), () -> CachesBody.of(caches.describe(visit.call()))));
    }

    @POST
    @Path("/invalidate")
    @Requires(Scope.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Drop values of the caches",
            description = "Of the caller's tenant. `confirmed` says whether no replica serves any of them any more; "
                    + "otherwise that is so as soon as the others have heard of it, and the request may be sent again.")
    public Uni<InvalidatedBody> invalidate(@RequestBody(required = true) @Nullable InvalidationBody body) {
        Visit visit = current.visit();
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object that says what is to be dropped is expected.");
        }
        CacheTarget target = body.target();
        return admission.admit(
                visit,
                () -> VirtualThreads.run(visit.call(), () -> {
                    CacheAdministration.Invalidated done = caches.invalidate(visit.call(), target);
                    audit.record(visit, "cache_invalidated", body.details());
                    return new InvalidatedBody(done.removed(), done.confirmed());
                }));
    }

    @POST
    @Path("/warm")
    @Requires(Scope.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Answer questions ahead of use",
            description = "One after the other, behind the traffic that is there. Events: `progress` after each, with "
                    + "what is done so far, and `end`; or `error`, after which nothing follows.")
    public EventStream warm(@RequestBody(required = true) @Nullable WarmingBody body, RoutingContext request) {
        Visit asked = current.visit();
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with `questions` is expected.");
        }
        List<Question> questions = body.questions(config.collection());
        Calls calls = current.calls();
        Duration each = config.longestTimeout();
        Supplier<Visit> visits = () ->
                signatures.inLane(new Visit(calls.within(each), asked.caller(), asked.priority()), Priority.BATCH);
        audit.record(asked, "cache_warmed", Map.of("questions", Integer.toString(questions.size())));
        return EventStream.of(
                request, VirtualThreads.stream(calls.within(each.multipliedBy(questions.size())), outlet -> {
                    warming.warm(visits, questions, warmed -> outlet.send(ServerEvent.named("progress", warmed)));
                    outlet.send(Events.end());
                }));
    }

    /** What was dropped. */
    @Schema(name = "Invalidated")
    public record InvalidatedBody(
            @Schema(description = "On the replica that was asked.")
            long removed,

            boolean confirmed) {}
}
