package dev.quern.gateway.redis;

import dev.quern.gateway.Caller;
import dev.quern.gateway.RateLimits.Policy;
import dev.quern.gateway.TokenBudgets;
import dev.quern.gateway.TokenDay;
import dev.quern.gateway.TokenHold;
import dev.quern.gateway.TokenLedger;
import dev.quern.gateway.Visit;
import dev.quern.protocol.QuernException;
import dev.quern.redis.RedisUnavailableException;
import dev.quern.redis.SparingLink;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Keeps in Redis what all gateways set aside and spend; while Redis is away, this one grants its share of what was left,
 * and what it spends is told to Redis once it is back.
 */
final class RedisBudgets implements TokenBudgets {
    /** A day and some hours for what is settled late. */
    static final Duration KEPT_FOR = Duration.ofHours(36);

    private final SparingLink redis;
    private final TokenLedger ledger;
    private final Settlements settlements;
    private final long tenantLimit;
    private final Duration reservation;
    private final Clock clock;

    RedisBudgets(
            SparingLink redis,
            TokenLedger ledger,
            Settlements settlements,
            long tenantLimit,
            Duration reservation,
            Clock clock) {
        this.redis = redis;
        this.ledger = ledger;
        this.settlements = settlements;
        this.tenantLimit = tenantLimit;
        this.reservation = reservation;
        this.clock = clock;
    }

    @Override
    public Reservation reserve(Visit visit, long tokens) {
        TokenDay day = TokenDay.at(clock);
        Caller caller = visit.caller();
        String id = UUID.randomUUID().toString();
        try {
            long granted = ask(day, caller, id, Math.max(1, tokens));
            return new TokenHold(granted, spent -> settlements.add(new Settlement(day, caller, id, spent, false)));
        } catch (RedisUnavailableException away) {
            // Redis may have set tokens aside nevertheless: the same id gives them back.
            long granted = ledger.take(day, caller, Math.max(1, tokens));
            return new TokenHold(granted, spent -> {
                ledger.add(day, caller, spent - granted);
                settlements.add(new Settlement(day, caller, id, spent, true));
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    @Override
    public Usage usage(Visit visit) {
        TokenDay day = TokenDay.at(clock);
        Caller caller = visit.caller();
        try {
            redis.run(BudgetScripts.LOOK, keys(day, caller), List.of(caller.subject()))
                    .map(Numbers::new)
                    .ifPresent(used -> learn(day, caller, used, 0));
        } catch (RedisUnavailableException away) {
            // What is known of it is told.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
        return ledger.usage(day, caller);
    }

    private long ask(TokenDay day, Caller caller, String id, long tokens) throws InterruptedException {
        long limit = caller.limits().tokensPerDay();
        Numbers answer = redis.run(
                        BudgetScripts.RESERVE,
                        keys(day, caller),
                        List.of(
                                caller.subject(),
                                id,
                                Long.toString(tokens),
                                Long.toString(limit),
                                Long.toString(tenantLimit),
                                Long.toString(reservation.toMillis()),
                                Long.toString(KEPT_FOR.toSeconds())))
                .map(Numbers::new)
                .orElseThrow(() -> new RedisUnavailableException("Redis answered with nothing."));
        learn(day, caller, answer, 1);
        long granted = answer.at(0);
        if (granted == 0) {
            boolean mine = answer.at(1) >= limit;
            throw mine ? day.refusal(Policy.CALLER, limit, clock) : day.refusal(Policy.TENANT, tenantLimit, clock);
        }
        return granted;
    }

    private void learn(TokenDay day, Caller caller, Numbers answer, int at) {
        ledger.learn(day, caller, answer.at(at), answer.at(at + 1));
    }

    private static List<String> keys(TokenDay day, Caller caller) {
        return new BudgetKeys(caller.tenant(), day).all();
    }
}
