package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Somebody who came to a gate, and what became of it. */
final class Visitor {
    private final Cancellable wish;
    private Optional<Admission.Place> place = Optional.empty();
    private Optional<QuernException> refusal = Optional.empty();

    Visitor(Gate gate, Visit visit) {
        wish = new Entering(gate, visit)
                .subscribe()
                .with(
                        given -> place = Optional.of(given),
                        failure -> refusal = Optional.of(QuernException.of(failure)));
    }

    static Visit visit(String tenant, Priority lane, long deadline) {
        Principal principal = new Principal(
                tenant,
                "test",
                Set.of(Scope.ASK),
                Priority.EMERGENCY,
                Instant.now().plusSeconds(60));
        SignedPrincipal credential = new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0]));
        Call call = new Call(credential, new Deadline(deadline), "0123456789abcdef0123456789abcdef");
        return new Visit(call, new Caller(credential, Caller.Kind.LOCAL, new Limits(1000, 1000)), lane);
    }

    static Priority anyLane(Random random) {
        return List.of(Priority.BATCH, Priority.INTERACTIVE, Priority.EMERGENCY).get(random.nextInt(3));
    }

    boolean isIn() {
        return place.isPresent();
    }

    boolean isWaiting() {
        return place.isEmpty() && refusal.isEmpty();
    }

    Optional<QuernException> refusal() {
        return refusal;
    }

    Admission.Place place() {
        return place.orElseThrow();
    }

    void leave() {
        wish.cancel();
    }
}
