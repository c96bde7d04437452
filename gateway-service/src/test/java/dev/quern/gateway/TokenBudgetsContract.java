package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.TokenBudgets.Reservation;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every way to keep budgets has to keep to. */
public abstract class TokenBudgetsContract {
    protected final TurnedDay clock = new TurnedDay();

    /** For a tenant limit of 1000 tokens. */
    protected abstract TokenBudgets budgets();

    /** Waits until what was said of reservations counts. */
    protected abstract void settle() throws Exception;

    @Test
    void setsAsideWhatIsAskedForOrAllThatIsLeft() {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);

        try (Reservation first = budgets().reserve(visit, 70);
                Reservation second = budgets().reserve(visit, 70)) {
            assertThat(first.tokens()).isEqualTo(70);
            assertThat(second.tokens()).isEqualTo(30);
        }
    }

    @Test
    void bindsWhoeverGotLessThanTheyAskedForAndNobodyElse() {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);

        try (Reservation guess = budgets().reserve(visit, 70);
                Reservation rest = budgets().reserve(visit, 70)) {
            assertThat(guess.bound(70)).isEqualTo(Long.MAX_VALUE);
            assertThat(rest.bound(70)).isEqualTo(30);
        }
    }

    @Test
    void refusesWhenNoneAreLeftAndSaysWhenThereAreNewOnes() throws Exception {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);
        spend(visit, 100, 100);

        assertThatThrownBy(() -> budgets().reserve(visit, 1))
                .hasMessageContaining("100 tokens for today")
                .hasMessageContaining("2026-11-23T00:00:00Z")
                .isInstanceOfSatisfying(QuernException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refused.retryAfter()).hasValue(Duration.ofHours(12));
                });
    }

    @Test
    void whatIsNotSpentComesBack() throws Exception {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);
        spend(visit, 100, 40);
        budgets().reserve(visit, 60).close();
        settle();

        try (Reservation again = budgets().reserve(visit, 100)) {
            assertThat(again.tokens()).isEqualTo(60);
        }
    }

    @Test
    void moreMayBeSpentThanWasSetAside() throws Exception {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);

        spend(visit, 50, 130);

        assertThat(budgets().usage(visit).own().tokens()).isEqualTo(130);
        assertThat(budgets().usage(visit).own().left()).isZero();
        assertThatThrownBy(() -> budgets().reserve(visit, 1)).isInstanceOf(QuernException.class);
    }

    @Test
    void whatWasSpentIsSaidOnce() throws Exception {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);
        Reservation reservation = budgets().reserve(visit, 50);

        reservation.spent(20);
        reservation.spent(20);
        reservation.close();
        reservation.close();
        settle();

        assertThat(budgets().usage(visit).own().tokens()).isEqualTo(20);
        assertThat(budgets().usage(visit).tenant().tokens()).isEqualTo(20);
    }

    @Test
    void callersOfATenantShareItsBudgetAndOthersDoNot() throws Exception {
        spend(LimitsUnderTest.visit("acme", "ann", 10, 900), 900, 900);
        spend(LimitsUnderTest.visit("acme", "bob", 10, 900), 100, 100);

        assertThatThrownBy(() -> budgets().reserve(LimitsUnderTest.visit("acme", "bob", 10, 900), 1))
                .hasMessageContaining("All callers of your tenant");
        try (Reservation elsewhere = budgets().reserve(LimitsUnderTest.visit("umbrella", "ann", 10, 900), 900)) {
            assertThat(elsewhere.tokens()).isEqualTo(900);
        }
    }

    @Test
    void everyDayHasABudgetOfItsOwn() throws Exception {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);
        spend(visit, 100, 100);

        clock.turn(Duration.ofHours(12));

        try (Reservation tomorrow = budgets().reserve(visit, 100)) {
            assertThat(tomorrow.tokens()).isEqualTo(100);
        }
    }

    @Test
    void neverSetsAsideMoreThanThereIsForManyAtOnce() throws Exception {
        Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 500);
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> taken = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                taken.add(many.submit(() -> reserved(visit, 7)));
            }

            long granted = 0;
            for (Future<Long> one : taken) {
                granted += one.get();
            }

            assertThat(granted).isEqualTo(500);
        }
    }

    private long reserved(Visit visit, long tokens) {
        try {
            return budgets().reserve(visit, tokens).tokens();
        } catch (QuernException refused) {
            return 0;
        }
    }

    protected final void spend(Visit visit, long reserved, long spent) throws Exception {
        try (Reservation reservation = budgets().reserve(visit, reserved)) {
            reservation.spent(spent);
        }
        settle();
    }
}
