package dev.quern.retrieval.registry;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Calls of callers with this and that scope. */
final class TestCallers {
    private TestCallers() {}

    static Call call(String tenant, Scope... scopes) {
        return call(tenant, Priority.EMERGENCY, scopes);
    }

    static Call call(String tenant, Priority priority, Scope... scopes) {
        Principal principal = new Principal(
                tenant, "somebody", Set.of(scopes), priority, Instant.now().plusSeconds(60));
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(Duration.ofSeconds(60)),
                "0".repeat(32));
    }
}
