package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRatesTest extends RateLimitsContract {
    private final AtomicLong millis = new AtomicLong(5_000_000);
    private final AtomicInteger replicas = new AtomicInteger(1);
    private final LocalRates rates = new LocalRates(10, 1000, replicas::get, millis::get);

    @Override
    protected RateLimits rates() {
        return rates;
    }

    @Test
    void grantsAgainAfterTheTimeThatItNames() {
        Caller caller = LimitsUnderTest.caller("acme", "ann", 2);
        takeEach(caller, 2);

        millis.addAndGet(take(caller).reset().toMillis());

        assertThat(takeEach(caller, 3))
                .extracting(RateLimits.Allowance::granted)
                .containsExactly(true, true, false);
    }

    @Test
    void grantsItsShareAndAtLeastOneRequest() {
        replicas.set(3);

        assertThat(takeEach(LimitsUnderTest.caller("acme", "ann", 6), 3))
                .extracting(RateLimits.Allowance::granted)
                .containsExactly(true, true, false);
        assertThat(take(LimitsUnderTest.caller("acme", "bob", 1)).granted()).isTrue();
    }

    @Test
    void whatWasGrantedElsewhereIsPartOfTheShare() {
        Caller caller = LimitsUnderTest.caller("acme", "ann", 2);
        rates.granted(caller);
        rates.granted(caller);

        assertThat(take(caller).granted()).isFalse();
    }
}
