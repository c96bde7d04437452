package dev.quern.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.IdentityConfig;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.grpc.Identity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Signs for the other services who is asking; a signature is used again while it is valid long enough. */
@ApplicationScoped
public class Signatures {
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final int KEPT = 10_000;

    private final GatewayConfig config;
    private final Identity identity;
    /** A signed principal is used again while at least this much of its validity is left. */
    private final Duration fresh;

    private final Cache<Signed, SignedPrincipal> kept =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    public Signatures(GatewayConfig config, IdentityConfig identities, Identity identity) {
        this.config = config;
        this.identity = identity;
        this.fresh = config.longestTimeout().plus(MARGIN);
        if (identities.validity().compareTo(fresh) <= 0) {
            throw new IllegalArgumentException("quern.identity.validity must be more than half a minute longer than"
                    + " quern.gateway.longest-timeout");
        }
    }

    private record Signed(String tenant, String subject, Set<Scope> scopes, Priority priority) {}

    /** Whoever has this account, in this lane, which the other services are told of too. */
    public Caller caller(Account account, Priority lane) {
        Priority allowed = least(lane, account.priority());
        return new Caller(
                principal(new Signed(account.tenant(), account.subject(), account.scopes(), allowed)),
                account.kind(),
                account.limits(),
                account.priority());
    }

    /** The same visit in another lane, as far as the caller may use it; the other services are told of that too. */
    public Visit inLane(Visit visit, Priority lane) {
        Caller caller = visit.caller();
        Call call = visit.call();
        Principal principal = call.principal();
        Priority allowed = least(lane, caller.highest());
        SignedPrincipal credential =
                principal(new Signed(principal.tenant(), principal.subject(), principal.scopes(), allowed));
        return new Visit(
                new Call(credential, call.deadline(), call.traceId()),
                new Caller(credential, caller.kind(), caller.limits(), caller.highest()),
                allowed);
    }

    /** A call in the gateway's own name, for which others wait: for a key that nobody is known to have yet. */
    public Call ownCall(Duration time, Scope... scopes) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new Call(
                principal(new Signed(config.tenant(), "gateway", Set.of(scopes), Priority.EMERGENCY)),
                Deadline.after(time),
                String.format("%016x%016x", random.nextLong(), random.nextLong()));
    }

    private static Priority least(Priority one, Priority other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private SignedPrincipal principal(Signed wanted) {
        SignedPrincipal known = kept.getIfPresent(wanted);
        if (known == null
                || known.principal().expiresAt().isBefore(Instant.now().plus(fresh))) {
            known = identity.sign(wanted.tenant(), wanted.subject(), wanted.scopes(), wanted.priority());
            kept.put(wanted, known);
        }
        return known;
    }
}
