package dev.quern.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.LimitsUnderTest;
import dev.quern.gateway.TokenBudgets;
import dev.quern.gateway.TokenBudgets.Reservation;
import dev.quern.gateway.TokenBudgetsContract;
import dev.quern.gateway.TokenDay;
import dev.quern.gateway.Visit;
import dev.quern.redis.Eventually;
import dev.quern.redis.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("redis")
class RedisBudgetsTest extends TokenBudgetsContract {
    private final GatewaysOnRedis gateways = new GatewaysOnRedis(clock);
    private final RedisLimits one = gateways.start();
    private final Visit visit = LimitsUnderTest.visit("acme", "ann", 10, 100);

    @AfterEach
    void stop() throws Exception {
        gateways.close();
    }

    @Override
    protected TokenBudgets budgets() {
        return one.tokens();
    }

    @Override
    protected void settle() throws Exception {
        GatewaysOnRedis.awaitSettled(one);
    }

    @Test
    void gatewaysShareABudget() throws Exception {
        RedisLimits other = gateways.start();
        spend(visit, 50, 60);

        try (Reservation rest = other.tokens().reserve(visit, 100)) {
            assertThat(rest.tokens()).isEqualTo(40);
        }
        assertThat(other.tokens().usage(visit).own().tokens()).isBetween(60L, 100L);
    }

    @Test
    void whatAGatewayThatDiedSetAsideComesBack() throws Exception {
        RedisLimits dying = gateways.make(Map.of("reservation", "121S"));
        Reservation never = dying.tokens().reserve(visit, 100);
        assertThat(never.tokens()).isEqualTo(100);
        assertThat(budgets().usage(visit).own().left()).isZero();

        endReservations();

        try (Reservation again = budgets().reserve(visit, 100)) {
            assertThat(again.tokens()).isEqualTo(100);
        }
    }

    @Test
    void whatIsSettledAfterItsReservationEndedIsCounted() throws Exception {
        Reservation late = budgets().reserve(visit, 100);
        endReservations();
        assertThat(budgets().usage(visit).own().tokens()).isZero();

        late.spent(30);
        settle();

        assertThat(budgets().usage(visit).own().tokens()).isEqualTo(30);
    }

    @Test
    void aSettlementThatIsSentAgainCountsOnce() throws Exception {
        Settlement settlement = new Settlement(TokenDay.at(clock), visit.caller(), "the-same-reservation", 30, false);
        spend(visit, 10, 10);

        one.settle(settlement);
        one.settle(settlement);
        settle();

        assertThat(budgets().usage(visit).own().tokens()).isEqualTo(40);
    }

    @Test
    void withoutRedisItGrantsItsShareOfWhatWasLeftAndTellsRedisLater() throws Exception {
        RedisLimits other = gateways.start();
        Eventually.await("they know of each other", () -> one.replicas() == 2);
        spend(visit, 20, 20);

        gateways.server.kill();
        try (Reservation share = budgets().reserve(visit, 100)) {
            assertThat(share.tokens()).as("half of the 80 that were left").isEqualTo(40);
            share.spent(35);
        }
        assertThat(budgets().usage(visit).own().tokens()).isEqualTo(55);
        assertThat(one.unsettled()).isEqualTo(1);

        gateways.server.restart();
        settle();
        assertThat(other.tokens().usage(visit).own().tokens())
                .as("a Redis that keeps nothing on disk lost the first 20")
                .isEqualTo(35);
    }

    @Test
    void whatIsSpentWhileRedisIsAwayIsNotLost() throws Exception {
        RedisLimits hasty = gateways.start(Map.of("patience", "1S"));
        Reservation reservation = hasty.tokens().reserve(visit, 100);
        double before = failures();

        gateways.server.freeze();
        reservation.spent(70);
        Eventually.await("Redis was told twice, and did not answer", () -> failures() - before >= 2);
        assertThat(hasty.unsettled()).isEqualTo(1);
        gateways.server.thaw();

        GatewaysOnRedis.awaitSettled(hasty);
        assertThat(budgets().usage(visit).own().tokens()).isEqualTo(70);
        assertThat(lost()).isZero();
    }

    @Test
    void manyAreToldAtOnceAndThoseThatFailAgain() throws Exception {
        RedisLimits hasty = gateways.start(Map.of("patience", "1S"));
        TokenDay day = TokenDay.at(clock);
        double before = failures();

        gateways.server.freeze();
        for (int i = 0; i < 250; i++) {
            hasty.settle(new Settlement(day, visit.caller(), "reservation " + i, 1, false));
        }
        Eventually.await("a hundred were told, which takes minutes one by one", () -> failures() - before >= 100);
        gateways.server.thaw();

        GatewaysOnRedis.awaitSettled(hasty);
        assertThat(budgets().usage(visit).own().tokens()).isEqualTo(250);
        assertThat(lost()).isZero();
    }

    @Test
    void whatIsSettledAfterTheEndIsCountedAsLost() throws Exception {
        RedisLimits other = gateways.start();
        Reservation late = other.tokens().reserve(visit, 100);
        other.close();

        late.spent(30);

        assertThat(other.unsettled()).isZero();
        assertThat(lost()).isEqualTo(30);
    }

    @Test
    void whatCannotBeToldInTheEndIsCountedAsLost() throws Exception {
        RedisLimits other = gateways.start();
        Reservation last = other.tokens().reserve(visit, 100);
        gateways.server.kill();

        last.spent(30);
        other.close();

        assertThat(other.unsettled()).isZero();
        assertThat(lost()).isEqualTo(30);
    }

    @Test
    void allKeysOfATenantAreInOneSlotOfACluster() throws Exception {
        BudgetKeys keys = new BudgetKeys("acme", TokenDay.at(clock));
        List<String> budgets = Stream.concat(keys.all().stream(), keys.allAndMark("a{b}c").stream())
                .toList();
        List<String> rates = RedisRates.keys(LimitsUnderTest.caller("acme", "ann{of}{marketing}", 1));
        try (RedisServer cluster = RedisServer.start("--cluster-enabled", "yes")) {
            String slot = cluster.command("CLUSTER", "KEYSLOT", "acme");

            assertThat(slot).containsPattern("[0-9]+");
            for (String key : Stream.concat(budgets.stream(), rates.stream()).toList()) {
                assertThat(cluster.command("CLUSTER", "KEYSLOT", key)).as(key).isEqualTo(slot);
            }
        }
    }

    private double failures() {
        return gateways.metrics.counter("quern.gateway.limits.failures").count();
    }

    private double lost() {
        return gateways.metrics.counter("quern.gateway.tokens.lost").count();
    }

    /** As if their time were over. */
    private void endReservations() throws Exception {
        String ends = new BudgetKeys("acme", TokenDay.at(clock)).all().getLast();
        for (String id :
                gateways.server.command("ZRANGE", ends, "0", "-1").lines().toList()) {
            gateways.server.command("ZADD", ends, "1", id);
        }
    }
}
