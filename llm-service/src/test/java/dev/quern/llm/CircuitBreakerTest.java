package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.llm.CircuitBreaker.Attempt;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private long now = Long.MAX_VALUE - 5;
    private final CircuitBreaker breaker =
            new CircuitBreaker(ModelFailures.of(BackEnd.OPENAI, "mine"), 3, PAUSE, () -> now);

    @Test
    void opensAfterFailuresInARow() {
        fail(2);
        assertThat(breaker.trouble()).isEmpty();

        fail(1);

        assertThat(breaker.trouble().orElseThrow()).contains("`mine`", "failed 3 times in a row.", "left alone");
        QuernException refused = refused();
        assertThat(refused.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(refused.retryAfter()).contains(PAUSE);
    }

    @Test
    void staysClosedWhenFailuresAreNotInARow() {
        fail(2);
        breaker.begin().succeeded();

        fail(2);

        assertThat(breaker.trouble()).isEmpty();
    }

    @Test
    void letsOneAttemptThroughAfterThePause() {
        fail(3);
        now += PAUSE.toNanos();
        assertThat(breaker.trouble()).isEmpty();

        Attempt trial = breaker.begin();

        assertThat(refused().text()).contains("being tried again");
        trial.succeeded();
        assertThat(breaker.trouble()).isEmpty();
        fail(2);
        assertThat(breaker.trouble()).isEmpty();
    }

    @Test
    void opensAgainWhenTheTrialFails() {
        fail(3);
        now += PAUSE.toNanos();

        breaker.begin().failed();

        assertThat(breaker.trouble().orElseThrow()).contains("`mine`", "failed again");
    }

    @Test
    void letsAnotherTryWhenTheTrialToldNothing() {
        fail(3);
        now += PAUSE.toNanos();

        breaker.begin().abandoned();

        assertThat(breaker.trouble()).isEmpty();
        Attempt second = breaker.begin();
        assertThat(refused()).isNotNull();
        second.succeeded();
        assertThat(breaker.trouble()).isEmpty();
    }

    @Test
    void heedsNoAttemptThatBeganBeforeItOpened() {
        Attempt early = breaker.begin();
        Attempt another = breaker.begin();
        fail(3);

        early.begun();
        early.succeeded();
        another.failed();

        assertThat(breaker.trouble().orElseThrow()).contains("3 times").doesNotContain("again");
    }

    @Test
    void isTriedBeforeThePauseIsOverWhenItsServerIsThereAgain() {
        failChecks(3);
        assertThat(breaker.trouble()).isPresent();

        breaker.answersChecks();

        assertThat(breaker.trouble()).isEmpty();
        breaker.begin().failed();
        assertThat(breaker.trouble()).isPresent();
    }

    @Test
    void isBusyForAsLongAsAskedAndNotBroken() {
        breaker.busyFor(Duration.ofSeconds(7));

        QuernException busy = refused();
        assertThat(busy.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(busy.retryAfter()).contains(Duration.ofSeconds(7));
        now += Duration.ofSeconds(7).toNanos();
        assertThat(breaker.trouble()).isEmpty();
        fail(2);
        assertThat(breaker.trouble()).isEmpty();
    }

    @Test
    void isThereForAllOnceATrialHasBegun() {
        fail(3);
        now += PAUSE.toNanos();
        Attempt trial = breaker.begin();

        trial.begun();

        Attempt another = breaker.begin();
        trial.failed();
        assertThat(breaker.trouble()).isPresent();
        another.succeeded();
        assertThat(breaker.trouble()).isPresent();
    }

    @Test
    void isSoundOnceATrialHasBegunAndEnded() {
        fail(3);
        now += PAUSE.toNanos();
        Attempt trial = breaker.begin();

        trial.begun();
        trial.succeeded();

        fail(2);
        assertThat(breaker.trouble()).isEmpty();
    }

    @Test
    void opensAfterFailedChecksInARowAndSaysWhy() {
        failChecks(2);
        breaker.answersChecks();
        failChecks(2);
        assertThat(breaker.trouble()).isEmpty();

        failChecks(1);

        assertThat(breaker.trouble().orElseThrow()).contains("It cannot be reached.");
    }

    @Test
    void countsAFailedCheckAsAFailure() {
        fail(2);

        failChecks(1);

        assertThat(breaker.trouble()).isPresent();
    }

    @Test
    void isNotSoundBecauseItsServerAnswersChecks() {
        fail(2);
        breaker.answersChecks();

        fail(1);

        assertThat(breaker.trouble()).isPresent();
    }

    private void failChecks(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failsCheck("It cannot be reached.");
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.begin().failed();
        }
    }

    private QuernException refused() {
        return catchThrowableOfType(QuernException.class, breaker::begin);
    }
}
