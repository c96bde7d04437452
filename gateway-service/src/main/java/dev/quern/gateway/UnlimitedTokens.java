package dev.quern.gateway;

import java.time.Clock;

/** Counts nothing. */
final class UnlimitedTokens implements TokenBudgets {
    private final long tenantLimit;

    UnlimitedTokens(long tenantLimit) {
        this.tenantLimit = tenantLimit;
    }

    @Override
    public Reservation reserve(Visit visit, long tokens) {
        return new TokenHold(Long.MAX_VALUE, _ -> {});
    }

    @Override
    public Usage usage(Visit visit) {
        return new Usage(
                new Usage.Used(0, visit.caller().limits().tokensPerDay()),
                new Usage.Used(0, tenantLimit),
                TokenDay.at(Clock.systemUTC()).end());
    }
}
