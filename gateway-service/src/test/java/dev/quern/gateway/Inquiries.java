package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/** Questions under way, of somebody who may ask. */
final class Inquiries {
    private Inquiries() {}

    static Visit visit(Priority priority) {
        Call usual = TestSettings.call();
        SignedPrincipal credential = new SignedPrincipal(
                new Principal(
                        "acme",
                        "test",
                        Set.of(Scope.ASK),
                        priority,
                        Instant.now().plusSeconds(60)),
                usual.credential().encoded());
        Call call = new Call(credential, usual.deadline(), usual.traceId());
        return new Visit(call, new Caller(credential, Caller.Kind.LOCAL, new Limits(1, 1)), priority);
    }

    static Inquiry of(Question question, Priority priority) {
        return of(question, priority, false);
    }

    static Inquiry of(Question question, Priority priority, boolean refresh) {
        return new Inquiry(
                visit(priority),
                question,
                question,
                new QuestionAnalysis(TestSettings.config(Map.of())).analyse(question),
                CacheUse.FULL,
                new Stopwatch(),
                new ArrayList<>(),
                event -> {},
                refresh);
    }
}
