package dev.quern.gateway.redis;

import dev.quern.redis.RedisScript;

/**
 * How the tokens of a tenant are kept for one day: what was used up, what is set aside, both by caller and in the field
 * without a name by all of them, and each reservation with its end. Reservations whose end has passed are given back
 * whenever one of these runs.
 */
final class BudgetScripts {
    private static final String COMMON = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local used, held, holds, ends = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
            local function giveBack(id)
              local tokens, caller = string.match(redis.call('HGET', holds, id) or '', '^(%d+) (.*)$')
              if tokens then
                redis.call('HINCRBY', held, caller, '-' .. tokens)
                redis.call('HINCRBY', held, '', '-' .. tokens)
                redis.call('HDEL', holds, id)
                redis.call('ZREM', ends, id)
              end
            end
            local function count(caller)
              return (tonumber(redis.call('HGET', used, caller)) or 0)
                  + (tonumber(redis.call('HGET', held, caller)) or 0)
            end
            for _, id in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now, 'LIMIT', 0, 100)) do
              giveBack(id)
            end
            """;

    /**
     * KEYS: used, held, holds, ends. ARGV: caller, reservation, tokens asked for, limit of the caller, of the tenant,
     * milliseconds of the reservation, seconds for which the day is kept. Answers with the tokens granted, and with what
     * the caller and the tenant have used up with them.
     */
    static final RedisScript RESERVE = new RedisScript(COMMON + """
            local own, all = count(ARGV[1]), count('')
            local granted = math.max(0, math.min(tonumber(ARGV[3]), tonumber(ARGV[4]) - own, tonumber(ARGV[5]) - all))
            if granted > 0 then
              local tokens = string.format('%.0f', granted)
              redis.call('HINCRBY', held, ARGV[1], tokens)
              redis.call('HINCRBY', held, '', tokens)
              redis.call('HSET', holds, ARGV[2], tokens .. ' ' .. ARGV[1])
              redis.call('ZADD', ends, now + ARGV[6], ARGV[2])
              for _, key in ipairs(KEYS) do
                redis.call('EXPIRE', key, ARGV[7])
              end
            end
            return {granted, own + granted, all + granted}
            """);

    /**
     * Counts once, however often it is sent within an hour. KEYS: as above, and the mark of this reservation's
     * settlement. ARGV: caller, reservation, tokens spent, seconds for which the day is kept. Answers with what the
     * caller and the tenant have used up.
     */
    static final RedisScript SETTLE = new RedisScript(COMMON + """
            giveBack(ARGV[2])
            if ARGV[3] ~= '0' and redis.call('SET', KEYS[5], 1, 'NX', 'EX', 3600) then
              redis.call('HINCRBY', used, ARGV[1], ARGV[3])
              redis.call('HINCRBY', used, '', ARGV[3])
              redis.call('EXPIRE', used, ARGV[4])
            end
            return {count(ARGV[1]), count('')}
            """);

    /** KEYS: as above. ARGV: caller. Answers with what the caller and the tenant have used up. */
    static final RedisScript LOOK = new RedisScript(COMMON + """
            return {count(ARGV[1]), count('')}
            """);

    private BudgetScripts() {}
}
