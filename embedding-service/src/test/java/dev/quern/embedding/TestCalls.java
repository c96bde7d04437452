package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Calls on behalf of somebody, for tests below the network. */
public final class TestCalls {
    private TestCalls() {}

    public static Call lasting(Duration time) {
        return of("acme", Priority.INTERACTIVE, time);
    }

    public static Call patient() {
        return lasting(Duration.ofMinutes(5));
    }

    static Call ofTenant(String tenant) {
        return of(tenant, Priority.INTERACTIVE, Duration.ofMinutes(5));
    }

    static Call of(String tenant, Priority highest, Duration time) {
        Principal principal = new Principal(
                tenant, "test", Set.of(Scope.ASK), highest, Instant.now().plusSeconds(3600));
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(time),
                "0123456789abcdef0123456789abcdef");
    }
}
