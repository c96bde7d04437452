package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalBudgetsTest extends TokenBudgetsContract {
    private final TokenBudgets budgets = new LocalBudgets(new TokenLedger(1000, 100, () -> 1, clock), clock);

    @Override
    protected TokenBudgets budgets() {
        return budgets;
    }

    @Override
    protected void settle() {}

    @Test
    void grantsItsShareOfWhatIsLeft() {
        TokenLedger ledger = new TokenLedger(1000, 100, () -> 3, clock);
        Caller caller = LimitsUnderTest.visit("acme", "ann", 10, 100).caller();
        ledger.learn(TokenDay.at(clock), caller, 40, 40);

        assertThat(ledger.take(TokenDay.at(clock), caller, 100)).isEqualTo(20);
    }
}
