package dev.quern.cache.redis;

/** What has to happen in Redis in one step for the semantic cache. */
final class RedisSemanticScripts {
    private RedisSemanticScripts() {}

    /**
     * Adds a question to its log under the tenant's epoch, which is made when it is missing or older than the server's
     * run, and lets the log forget what has expired.
     *
     * <p>KEYS: epoch, log, logs. ARGV: run id, new epoch, entries of a log, milliseconds to live, now, id, question,
     * the server's time in microseconds after which it is too late: see {@link Scripts#PUT}.
     */
    static final String STORE = """
            local now = redis.call('TIME')
            if now[1] * 1000000 + now[2] > tonumber(ARGV[8]) then
              return 0
            end
            local epoch = redis.call('GET', KEYS[1])
            if not epoch or string.sub(epoch, 1, #ARGV[1]) ~= ARGV[1] then
              epoch = ARGV[2]
              redis.call('SET', KEYS[1], epoch)
            end
            redis.call('XTRIM', KEYS[2], 'MINID', '~', ARGV[5] - ARGV[4])
            redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'epoch', epoch, 'stored', ARGV[6], 'as', ARGV[7])
            redis.call('PEXPIRE', KEYS[2], ARGV[4])
            redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[5])
            redis.call('ZADD', KEYS[3], ARGV[5] + ARGV[4], KEYS[2])
            redis.call('PEXPIRE', KEYS[3], ARGV[4])
            return 1
            """;

    /** The tenant's epoch, a part of a log and the log's first id, empty: none. KEYS: epoch, log. ARGV: from, entries. */
    static final String READ = """
            local epoch = redis.call('GET', KEYS[1]) or ''
            local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
            return {epoch, redis.call('XRANGE', KEYS[2], ARGV[1], '+', 'COUNT', ARGV[2]), first and first[1] or ''}
            """;

    /** KEYS: reports. ARGV: id, when, reports at most, milliseconds to live. */
    static final String REPORT = """
            redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
            redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            return 1
            """;
}
