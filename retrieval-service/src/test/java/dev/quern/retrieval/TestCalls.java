package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Calls as they look once they were verified. */
public final class TestCalls {
    private TestCalls() {}

    public static Call of(String tenant) {
        Principal principal = new Principal(
                tenant,
                "test",
                Set.of(Scope.ASK, Scope.INGEST),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(60));
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(Duration.ofSeconds(60)),
                "0".repeat(32));
    }
}
