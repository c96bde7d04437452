package dev.quern.gateway.redis;

import dev.quern.gateway.Caller;
import dev.quern.gateway.LocalRates;
import dev.quern.gateway.RateLimits;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import dev.quern.redis.RedisScript;
import dev.quern.redis.RedisUnavailableException;
import dev.quern.redis.SparingLink;
import io.micrometer.core.instrument.Counter;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * Counts in Redis what all gateways grant, both limits in one step; in this process, its share of the limits, while Redis
 * is away. What was granted in Redis is counted in this process too, so that its share does not come on top.
 */
final class RedisRates implements RateLimits {
    /**
     * A sliding window in slots of a second, as {@code RateWindow} has it: a field for each second, their sum, and the
     * first of them. What is forgotten is looked at once, so a request costs the same however many came before. KEYS:
     * of the caller, of its tenant. ARGV: their limits. Answers, for each of them: whether there is room, how many are
     * left, and the milliseconds until there are more.
     */
    private static final RedisScript TAKE = new RedisScript("""
            local time = redis.call('TIME')
            local second = tonumber(time[1])
            local now = second * 1000 + math.floor(time[2] / 1000)
            local function open(key)
              local known = redis.call('HMGET', key, 'oldest', 'total')
              local window = {key = key, oldest = tonumber(known[1]) or second, total = tonumber(known[2]) or 0}
              if window.oldest > second + 60 then
                redis.call('DEL', key)
                window.total = 0
              end
              while window.total > 0 and window.oldest < second do
                local count = tonumber(redis.call('HGET', key, window.oldest)) or 0
                if count > 0 and window.oldest > second - 61 then
                  break
                end
                redis.call('HDEL', key, window.oldest)
                window.total = window.total - count
                window.oldest = window.oldest + 1
              end
              if window.total == 0 or window.oldest > second then
                window.oldest = second
              end
              return window
            end
            local function close(window)
              redis.call('HSET', window.key, 'oldest', window.oldest, 'total', window.total)
              redis.call('EXPIRE', window.key, 62)
            end
            local own, all = open(KEYS[1]), open(KEYS[2])
            local limit, limitOfAll = tonumber(ARGV[1]), tonumber(ARGV[2])
            local ownHas = own.total < limit and 1 or 0
            local allHas = all.total < limitOfAll and 1 or 0
            if ownHas + allHas == 2 then
              for _, window in ipairs({own, all}) do
                redis.call('HINCRBY', window.key, second, 1)
                window.total = window.total + 1
              end
            end
            close(own)
            close(all)
            return {
              ownHas, math.max(0, limit - own.total), (own.oldest + 61) * 1000 - now,
              allHas, math.max(0, limitOfAll - all.total), (all.oldest + 61) * 1000 - now
            }
            """);

    private static final int OF_TENANT = 3;

    private final SparingLink redis;
    private final LocalRates local;
    private final int tenantLimit;
    private final Counter withoutRedis;

    RedisRates(SparingLink redis, LocalRates local, int tenantLimit, Counter withoutRedis) {
        this.redis = redis;
        this.local = local;
        this.tenantLimit = tenantLimit;
        this.withoutRedis = withoutRedis;
    }

    @Override
    public Uni<Allowance> take(Caller caller) {
        return Uni.createFrom()
                .deferred(() -> redis.isThere()
                        ? Uni.createFrom().item(() -> ask(caller)).runSubscriptionOn(VirtualThreads.executor())
                        : Uni.createFrom().item(countHere(caller)));
    }

    private Allowance ask(Caller caller) {
        int limit = caller.limits().requestsPerMinute();
        try {
            Allowance allowance = redis.run(
                            TAKE, keys(caller), List.of(Integer.toString(limit), Integer.toString(tenantLimit)))
                    .map(Numbers::new)
                    .map(answer -> allowance(Policy.CALLER, limit, answer, 0)
                            .and(allowance(Policy.TENANT, tenantLimit, answer, OF_TENANT)))
                    .orElseThrow(() -> new RedisUnavailableException("Redis answered with nothing."));
            if (allowance.granted()) {
                local.granted(caller);
            }
            return allowance;
        } catch (RedisUnavailableException away) {
            return countHere(caller);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    /** With the same hash tag, so that a cluster keeps them together. */
    static List<String> keys(Caller caller) {
        String tenant = "quern:rate:{" + caller.tenant() + "}";
        return List.of(tenant + ":" + caller.subject(), tenant);
    }

    private Allowance countHere(Caller caller) {
        withoutRedis.increment();
        return local.count(caller);
    }

    private static Allowance allowance(Policy policy, int limit, Numbers answer, int at) {
        return new Allowance(
                policy, limit, (int) answer.at(at + 1), Duration.ofMillis(answer.at(at + 2)), answer.at(at) == 1);
    }
}
