package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Calls as tests make them. */
public final class Calls {
    private Calls() {}

    public static Call lasting(Duration time) {
        return of("acme", time);
    }

    public static Call of(String tenant, Duration time) {
        Principal principal = new Principal(
                tenant,
                "test",
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(600));
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(time),
                "0123456789abcdef0123456789abcdef");
    }

    public static Call patient() {
        return lasting(Duration.ofMinutes(1));
    }
}
