package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefreshingTest {
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final List<Deadline> deadlines = new CopyOnWriteArrayList<>();
    private volatile Pressure pressure = Pressure.NONE;
    private final Call call = TestSettings.call();

    @Test
    void makesAsManyAnewAtOnceAsItMayAndLeavesTheRest() throws Exception {
        Refreshing refreshing = new Refreshing(TestSettings.config(Map.of("refreshes", "1")), () -> pressure);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);

        refreshing.start(call, later -> {
            begun.countDown();
            end.await();
            ran.add("first");
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        refreshing.start(call, later -> ran.add("second"));
        end.countDown();

        startUntilItRuns(refreshing, "third");
        assertThat(ran).containsExactly("first", "third");
    }

    @Test
    void goesOnAfterAFailureWithATimeOfItsOwnForTheSamePrincipal() throws Exception {
        Refreshing refreshing =
                new Refreshing(TestSettings.config(Map.of("refreshes", "1", "default-timeout", "30S")), () -> pressure);

        refreshing.start(call, later -> {
            ran.add(later.tenant());
            deadlines.add(later.deadline());
            throw QuernException.invalid("query", "It fails.");
        });

        startUntilItRuns(refreshing, "after it");
        assertThat(ran).containsExactly("acme", "after it");
        assertThat(deadlines.getFirst().nanoTime()).isLessThan(call.deadline().nanoTime());
    }

    @Test
    void makesNothingAnewUnderPressure() throws Exception {
        Refreshing refreshing = new Refreshing(TestSettings.config(Map.of("refreshes", "1")), () -> pressure);
        pressure = Pressure.HIGH;

        refreshing.start(call, later -> ran.add("under pressure"));

        pressure = Pressure.NONE;
        startUntilItRuns(refreshing, "without");
        assertThat(ran).containsExactly("without");
    }

    @Test
    void refusesFewerThanNone() {
        GatewayConfig config = TestSettings.config(Map.of("refreshes", "-1"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Refreshing(config, () -> pressure))
                .withMessageContaining("quern.gateway.refreshes");
    }

    private void startUntilItRuns(Refreshing refreshing, String name) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!done.await(1, TimeUnit.MILLISECONDS)) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            refreshing.start(call, later -> {
                if (done.getCount() > 0) {
                    ran.add(name);
                    done.countDown();
                }
            });
        }
    }
}
