package dev.quern.llm;

import dev.quern.protocol.Deadline;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Optional;

/** How long a model may still be silent: longer until its first token, while it reads its prompt, than between two. */
public final class Patience {
    private final ModelFailures failures;
    private final Limits limits;
    private final boolean curtailed;
    private boolean begun;
    private long since = System.nanoTime();

    /**
     * @param firstToken how long a model may take to its first token
     * @param stall how long it may pause between two
     */
    public record Limits(Duration firstToken, Duration stall) {}

    public Patience(ModelFailures failures, Limits limits) {
        this(failures, limits, Optional.empty());
    }

    /** @param firstTokenBy a limit to the first token that is not the model's own */
    public Patience(ModelFailures failures, Limits limits, Optional<Deadline> firstTokenBy) {
        this.failures = failures;
        Duration given = firstTokenBy.map(Deadline::remaining).orElse(limits.firstToken());
        this.curtailed = given.compareTo(limits.firstToken()) < 0;
        this.limits = curtailed ? new Limits(given, limits.stall()) : limits;
    }

    /** The model has said something. */
    public void renew() {
        begun = true;
        since = System.nanoTime();
    }

    /** Zero when it is over. */
    public Duration left() {
        Duration left = limit().minusNanos(System.nanoTime() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    public QuernException over() {
        if (begun) {
            return failures.stalled(limit());
        }
        return curtailed ? failures.tooSlow(limit()) : failures.silent(limit());
    }

    public ModelFailures failures() {
        return failures;
    }

    private Duration limit() {
        return begun ? limits.stall() : limits.firstToken();
    }
}
