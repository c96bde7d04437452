package dev.quern.cache;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Calls of principals that nobody has signed. */
final class Callers {
    private Callers() {}

    static Call call(String tenant, Scope... scopes) {
        Principal principal = new Principal(tenant, "test", Set.of(scopes), Priority.INTERACTIVE, Instant.MAX);
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(Duration.ofMinutes(5)),
                "0".repeat(32));
    }
}
