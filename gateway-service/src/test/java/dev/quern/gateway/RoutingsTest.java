package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quern.protocol.Call;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RoutingsTest {
    private final FakeServices services = new FakeServices();
    private final Call call = TestSettings.call();

    @Test
    void rememberWhatWasSaidLastWhileNobodySaysAnything() {
        Routings routings = routings("0S");
        services.fail("llm-service");
        assertThat(routings.now(call)).isEmpty();
        services.reset();
        assertThat(routings.now(call)).isPresent();

        services.fail("llm-service");

        assertThat(routings.now(call))
                .get()
                .extracting(Generation.Routing::epoch)
                .isEqualTo("epoch");
    }

    @Test
    void areAskedForOnceInAWhile() {
        Routings routings = routings("1H");

        routings.now(call);
        routings.now(call);

        assertThat(services.routings()).isEqualTo(1);
    }

    @Test
    void areNotWaitedForLongWhenTheyAreKnown() {
        Routings routings = new Routings(
                services, TestSettings.config(Map.of("asking.models-age", "0S", "cache-patience", "200MS")));
        routings.now(call);
        services.hangRouting();

        assertThat(routings.now(call)).as("long before the call is late").isPresent();

        assertThat(call.deadline().remaining()).isGreaterThan(Duration.ofSeconds(31));
        assertThat(services.routings()).isEqualTo(2);
    }

    @Test
    void areAskedForByOneWhileTheOthersGoByWhatIsKnown() throws Exception {
        Routings routings = routings("0S");
        routings.now(call);
        services.hangRouting();
        try (ExecutorService one = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Generation.Routing>> asking = one.submit(() -> routings.now(call));
            while (services.routings() < 2) {
                call.ensureWanted();
                Thread.onSpinWait();
            }

            assertThat(routings.now(call)).isPresent();

            assertThat(services.routings()).isEqualTo(2);
            services.reset();
            assertThat(asking.get()).isPresent();
        }
    }

    @Test
    void areLeftAloneForAWhileWhenTheyDidNotSayAnything() {
        Routings routings = routings("2S");
        routings.now(call);
        services.fail("llm-service");
        while (services.refusedRoutings() == 0) {
            call.ensureWanted();
            assertThat(routings.now(call)).isPresent();
        }

        assertThat(routings.now(call)).isPresent();

        assertThat(services.refusedRoutings()).isEqualTo(1);
    }

    @Test
    void refuseAnAgeThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> routings("-1S"))
                .withMessageContaining("quern.gateway.asking.models-age");
    }

    private Routings routings(String age) {
        return new Routings(services, TestSettings.config(Map.of("asking.models-age", age)));
    }
}
