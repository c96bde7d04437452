package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What tests of limits need. */
public final class LimitsUnderTest {
    private LimitsUnderTest() {}

    /** The defaults, except for what a test says. */
    public static LimitsConfig config(Map<String, String> settings) {
        Map<String, String> named = new java.util.HashMap<>();
        settings.forEach((key, value) -> named.put("limits." + key, value));
        return TestSettings.config(named).limits();
    }

    public static Visit visit(String tenant, String subject, int requestsPerMinute, long tokensPerDay) {
        Principal principal = new Principal(
                tenant,
                subject,
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(60));
        SignedPrincipal credential = new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0]));
        return new Visit(
                new Call(credential, Deadline.after(Duration.ofSeconds(60)), "0123456789abcdef0123456789abcdef"),
                new Caller(credential, Caller.Kind.API_KEY, new Limits(requestsPerMinute, tokensPerDay)),
                Priority.INTERACTIVE);
    }

    public static Caller caller(String tenant, String subject, int requestsPerMinute) {
        return visit(tenant, subject, requestsPerMinute, 1000).caller();
    }
}
