package dev.quern.redis;

/** Redis works, but has no room for what was written; nothing was. */
public final class RedisFullException extends RedisUnavailableException {
    private static final long serialVersionUID = 1L;

    public RedisFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
