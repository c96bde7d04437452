package dev.quern.gateway;

import java.time.Clock;

/** Budgets of one process that has them for itself. */
final class LocalBudgets implements TokenBudgets {
    private final TokenLedger ledger;
    private final Clock clock;

    LocalBudgets(TokenLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public Reservation reserve(Visit visit, long tokens) {
        TokenDay day = TokenDay.at(clock);
        Caller caller = visit.caller();
        long granted = ledger.take(day, caller, tokens);
        return new TokenHold(granted, spent -> ledger.add(day, caller, spent - granted));
    }

    @Override
    public Usage usage(Visit visit) {
        return ledger.usage(TokenDay.at(clock), visit.caller());
    }
}
