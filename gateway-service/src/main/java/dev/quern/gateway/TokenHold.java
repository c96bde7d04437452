package dev.quern.gateway;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/** Tokens that were set aside; settled once, by what is said first. */
public final class TokenHold implements TokenBudgets.Reservation {
    private final long tokens;
    private final LongConsumer settle;
    private final AtomicBoolean settled = new AtomicBoolean();

    /** @param settle is told once how many were spent */
    public TokenHold(long tokens, LongConsumer settle) {
        this.tokens = tokens;
        this.settle = settle;
    }

    @Override
    public long tokens() {
        return tokens;
    }

    @Override
    public void spent(long spent) {
        if (settled.compareAndSet(false, true)) {
            settle.accept(Math.max(0, spent));
        }
    }

    @Override
    public void close() {
        spent(0);
    }
}
