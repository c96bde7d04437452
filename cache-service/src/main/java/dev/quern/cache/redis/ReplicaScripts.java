package dev.quern.cache.redis;

/** What happens to the log in one step. KEYS everywhere: state, log. */
final class ReplicaScripts {
    private ReplicaScripts() {}

    /**
     * A replica tells that it is there and up to where it has read; answers with the first and the last id of the log
     * and the state. A log that is missing, or that an earlier run of the server knew, starts anew.
     *
     * <p>ARGV: run id, new incarnation, member, heartbeat, incarnation that it reads, id that it has applied, "1" when
     * the incarnation that it reads is settled.
     */
    static final String BEAT = """
            local incarnation = redis.call('HGET', KEYS[1], 'incarnation')
            if not incarnation or string.sub(incarnation, 1, #ARGV[1]) ~= ARGV[1]
                or redis.call('EXISTS', KEYS[2]) == 0 then
              incarnation = ARGV[2]
              redis.call('UNLINK', KEYS[1], KEYS[2])
              redis.call('HSET', KEYS[1], 'incarnation', incarnation)
              redis.call('XADD', KEYS[2], '*', 'start', incarnation)
            end
            local applied = '0-0'
            if incarnation == ARGV[5] then
              applied = ARGV[6]
              if ARGV[7] == '1' then
                redis.call('HSET', KEYS[1], 'settled', '1')
              end
            end
            redis.call('HSET', KEYS[1], 'member:' .. ARGV[3], ARGV[4] .. ':' .. applied)
            local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1][1]
            local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1][1]
            return {first, last, redis.call('HGETALL', KEYS[1])}
            """;

    /** Appends entries; answers with the last id and the state. ARGV: incarnation, length, member, entries. */
    static final String APPEND = """
            if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 0 then
              return {}
            end
            local id = ''
            for i = 4, #ARGV do
              id = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 'by', ARGV[3], 'entry', ARGV[i])
            end
            return {id, redis.call('HGETALL', KEYS[1])}
            """;

    static final String STATE = "return redis.call('HGETALL', KEYS[1])";

    /** Removes a member unless it has been heard of again. ARGV: member, what it told last. */
    static final String FORGET = """
            local name = 'member:' .. ARGV[1]
            if redis.call('HGET', KEYS[1], name) == ARGV[2] then
              return redis.call('HDEL', KEYS[1], name)
            end
            return 0
            """;
}
