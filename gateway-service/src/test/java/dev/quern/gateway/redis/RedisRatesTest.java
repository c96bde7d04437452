package dev.quern.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.Caller;
import dev.quern.gateway.LimitsUnderTest;
import dev.quern.gateway.RateLimits;
import dev.quern.gateway.RateLimits.Allowance;
import dev.quern.gateway.RateLimitsContract;
import dev.quern.redis.Eventually;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("redis")
class RedisRatesTest extends RateLimitsContract {
    private final GatewaysOnRedis gateways = new GatewaysOnRedis(Clock.systemUTC());
    private final RedisLimits one = gateways.start();

    @AfterEach
    void stop() throws Exception {
        gateways.close();
    }

    @Override
    protected RateLimits rates() {
        return one.rates();
    }

    @Test
    void twoGatewaysGrantExactlyTheLimitTogether() throws Exception {
        Caller caller = LimitsUnderTest.caller("acme", "ann", 9);
        RedisLimits other = gateways.start();

        int granted = 0;
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Allowance>> taken = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                RedisLimits gateway = i % 2 == 0 ? one : other;
                taken.add(many.submit(() -> gateway.rates().take(caller).await().atMost(Duration.ofSeconds(20))));
            }
            for (Future<Allowance> each : taken) {
                granted += each.get().granted() ? 1 : 0;
            }
        }

        assertThat(granted).isEqualTo(9);
        assertThat(local()).isZero();
    }

    @Test
    void withoutRedisEachGrantsItsShareAndRedisCountsAgainOnceItIsBack() throws Exception {
        RedisLimits other = gateways.start();
        Eventually.await("they know of each other", () -> one.replicas() == 2 && other.replicas() == 2);
        Caller caller = LimitsUnderTest.caller("acme", "ann", 6);
        assertThat(take(caller).granted()).isTrue();

        gateways.server.kill();
        List<Allowance> alone = takeEach(caller, 5);

        assertThat(alone.stream().filter(Allowance::granted))
                .as("half of 6, of which Redis granted one")
                .hasSize(2);
        assertThat(alone.getFirst().limit()).isEqualTo(6);

        gateways.server.restart();
        Eventually.await(
                "Redis counts again",
                () -> take(LimitsUnderTest.caller("acme", "bob", 8)).granted()
                        && !gateways.server
                                .command("EXISTS", "quern:rate:{acme}:bob")
                                .endsWith("0"));
        assertThat(one.replicas()).isEqualTo(2);
    }

    @Test
    void countersExpire() throws Exception {
        take(LimitsUnderTest.caller("acme", "ann", 6));

        for (String key : List.of("quern:rate:{acme}", "quern:rate:{acme}:ann")) {
            assertThat(Integer.parseInt(gateways.server.command("TTL", key))).isBetween(1, 62);
        }
    }

    @Test
    void aCounterFromAClockFarAheadIsNotBelieved() throws Exception {
        gateways.server.command(
                "HSET", "quern:rate:{acme}:ann", "oldest", "99999999999", "99999999999", "6", "total", "6");

        assertThat(take(LimitsUnderTest.caller("acme", "ann", 6)).granted()).isTrue();
    }

    @Test
    void secondsThatAreOverAreForgotten() throws Exception {
        long now = Long.parseLong(
                gateways.server.command("TIME").lines().findFirst().orElseThrow());
        String key = "quern:rate:{acme}:ann";
        gateways.server.command(
                "HSET", key, "oldest", "" + (now - 70), "" + (now - 70), "4", "" + (now - 30), "1", "total", "5");

        Allowance allowance = take(LimitsUnderTest.caller("acme", "ann", 6));

        assertThat(allowance.remaining()).isEqualTo(4);
        assertThat(allowance.reset()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(31));
        assertThat(gateways.server.command("HGET", key, "total")).endsWith("2");
    }

    @Test
    void aGatewayThatStopsIsNotCountedAnyMore() throws Exception {
        RedisLimits other = gateways.start();
        Eventually.await("they know of each other", () -> one.replicas() == 2);

        other.close();

        Eventually.await("it is alone", () -> one.replicas() == 1);
        assertThat(take(LimitsUnderTest.caller("acme", "ann", 6)).granted()).isTrue();
    }

    private double local() {
        return gateways.metrics.counter("quern.gateway.rates.local").count();
    }
}
