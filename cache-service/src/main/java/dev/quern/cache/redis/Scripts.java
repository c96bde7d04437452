package dev.quern.cache.redis;

/** What has to happen in Redis in one step. */
final class Scripts {
    private Scripts() {}

    /**
     * Stores a value under the tenant's epoch, which is made when it is missing or older than the server's reign, and
     * under a digest of the versions of its tags, which are made when they are missing and live at least as long as the
     * value does.
     *
     * <p>A put that comes after nobody waits for it any more is refused: an invalidation may have come before it, from
     * another connection, and must not be undone.
     *
     * <p>KEYS: epoch, value, tags in their order. ARGV: reign, something new, encoded value, milliseconds to live, the
     * server's time in microseconds after which it is too late.
     */
    static final String PUT = """
            local now = redis.call('TIME')
            if now[1] * 1000000 + now[2] > tonumber(ARGV[5]) then
              return 0
            end
            local epoch = redis.call('GET', KEYS[1])
            if not epoch or string.sub(epoch, 1, #ARGV[1]) ~= ARGV[1] then
              epoch = ARGV[1] .. ARGV[2]
              redis.call('SET', KEYS[1], epoch)
            end
            local versions = {}
            for i = 3, #KEYS do
              local version = redis.call('GET', KEYS[i])
              if not version then
                version = ARGV[2]
                redis.call('SET', KEYS[i], version, 'PX', ARGV[4])
              elseif redis.call('PTTL', KEYS[i]) < tonumber(ARGV[4]) then
                redis.call('PEXPIRE', KEYS[i], ARGV[4])
              end
              versions[#versions + 1] = version
            end
            local digest = redis.sha1hex(table.concat(versions))
            redis.call('SET', KEYS[2], epoch .. digest .. ARGV[3], 'PX', ARGV[4])
            return 1
            """;

    /** Answers 1 if the lease is the holder's now. KEYS: lease. ARGV: holder, milliseconds. */
    static final String TAKE_LEASE = """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= ARGV[1] then
              return 0
            end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    /** Answers 1 if the lease was the holder's. KEYS: lease. ARGV: holder. */
    static final String GIVE_LEASE = """
            if redis.call('GET', KEYS[1]) == ARGV[1] then
              return redis.call('UNLINK', KEYS[1])
            end
            return 0
            """;
}
