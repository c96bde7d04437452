package dev.quern.gateway;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Budgets that grant what is asked for as far as they have it, as the real ones do, and note what becomes of it. */
final class Budgets implements TokenBudgets {
    private final List<Long> reserved = new ArrayList<>();
    private final List<Long> spent = new ArrayList<>();
    private long left = 1_000_000;
    private int closed;

    /** From now on there are so many tokens for each who asks. */
    Budgets leave(long tokens) {
        left = tokens;
        return this;
    }

    List<Long> reserved() {
        return reserved;
    }

    List<Long> spent() {
        return spent;
    }

    int closed() {
        return closed;
    }

    @Override
    public Reservation reserve(Visit visit, long tokens) {
        if (left == 0) {
            throw new QuernException(ErrorCode.RATE_LIMITED, "There are no tokens left.");
        }
        reserved.add(tokens);
        return new Reservation() {
            @Override
            public long tokens() {
                return Math.min(tokens, left);
            }

            @Override
            public void spent(long tokens) {
                spent.add(tokens);
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    @Override
    public Usage usage(Visit visit) {
        return new Usage(new Usage.Used(0, left), new Usage.Used(0, left), Instant.EPOCH);
    }
}
