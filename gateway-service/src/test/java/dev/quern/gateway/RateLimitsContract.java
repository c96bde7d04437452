package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.RateLimits.Allowance;
import dev.quern.gateway.RateLimits.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every way to count requests has to keep to. */
public abstract class RateLimitsContract {
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** For a tenant limit of 10 requests. */
    protected abstract RateLimits rates();

    @Test
    void grantsTheLimitAndRefusesWhatComesOnTop() {
        Caller caller = LimitsUnderTest.caller("acme", "ann", 3);

        List<Allowance> granted = takeEach(caller, 3);
        Allowance refused = take(caller);

        assertThat(granted).allMatch(Allowance::granted);
        assertThat(granted).extracting(Allowance::remaining).containsExactly(2, 1, 0);
        assertThat(refused.granted()).isFalse();
        assertThat(refused.policy()).isEqualTo(Policy.CALLER);
        assertThat(refused.limit()).isEqualTo(3);
        assertThat(refused.remaining()).isZero();
        assertThat(refused.reset()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(61));
    }

    @Test
    void callersOfATenantShareItsLimitAndOthersDoNot() {
        takeEach(LimitsUnderTest.caller("acme", "ann", 6), 6);
        takeEach(LimitsUnderTest.caller("acme", "bob", 6), 4);

        Allowance refused = take(LimitsUnderTest.caller("acme", "bob", 6));
        Allowance elsewhere = take(LimitsUnderTest.caller("umbrella", "ann", 6));

        assertThat(refused.granted()).isFalse();
        assertThat(refused.policy()).isEqualTo(Policy.TENANT);
        assertThat(refused.limit()).isEqualTo(10);
        assertThat(elsewhere.granted()).isTrue();
        assertThat(elsewhere.remaining()).isEqualTo(5);
    }

    @Test
    void tellsOfTheLimitThatIsNearest() {
        takeEach(LimitsUnderTest.caller("acme", "ann", 8), 8);

        Allowance nearTenants = take(LimitsUnderTest.caller("acme", "bob", 8));

        assertThat(nearTenants.policy()).isEqualTo(Policy.TENANT);
        assertThat(nearTenants.remaining()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsNotCounted() {
        Caller ann = LimitsUnderTest.caller("acme", "ann", 2);
        takeEach(ann, 50);

        List<Allowance> others = takeEach(LimitsUnderTest.caller("acme", "bob", 100), 9);

        assertThat(others.stream().filter(Allowance::granted)).hasSize(8);
    }

    @Test
    void grantsExactlyTheLimitToManyAtOnce() throws Exception {
        Caller caller = LimitsUnderTest.caller("acme", "ann", 7);
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Allowance>> taken = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                taken.add(many.submit(() -> take(caller)));
            }

            int granted = 0;
            for (Future<Allowance> one : taken) {
                granted += one.get().granted() ? 1 : 0;
            }

            assertThat(granted).isEqualTo(7);
        }
    }

    protected final Allowance take(Caller caller) {
        return rates().take(caller).await().atMost(BOUND);
    }

    protected final List<Allowance> takeEach(Caller caller, int times) {
        List<Allowance> taken = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            taken.add(take(caller));
        }
        return taken;
    }
}
