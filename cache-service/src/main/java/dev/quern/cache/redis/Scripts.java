package dev.quern.cache.redis;

/** What has to happen in Redis in one step. */
final class Scripts {
    private Scripts() {}

    /**
     * Stores a value under the tenant's epoch, which is made when it is missing or older than the server's run, and
     * makes the value a member of its tags, which live at least as long as it does.
     *
     * <p>KEYS: epoch, value, tags. ARGV: run id, new epoch, encoded value, milliseconds to live.
     */
    static final String PUT = """
            local epoch = redis.call('GET', KEYS[1])
            if not epoch or string.sub(epoch, 1, #ARGV[1]) ~= ARGV[1] then
              epoch = ARGV[2]
              redis.call('SET', KEYS[1], epoch)
            end
            redis.call('SET', KEYS[2], epoch .. ARGV[3], 'PX', ARGV[4])
            for i = 3, #KEYS do
              redis.call('SADD', KEYS[i], KEYS[2])
              if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[4]) then
                redis.call('PEXPIRE', KEYS[i], ARGV[4])
              end
            end
            return 1
            """;

    /** Empties a tag, which outdates its members, and returns what they were. KEYS: tag. */
    static final String TAKE_MEMBERS = """
            local members = redis.call('SMEMBERS', KEYS[1])
            redis.call('UNLINK', KEYS[1])
            return members
            """;
}
