package dev.quern.gateway;

import java.time.Instant;

/** Counts the tokens of language models that callers and tenants use up. */
public interface TokenBudgets {

    /**
     * Sets tokens aside before they are spent; throws {@code RATE_LIMITED} when there are none left.
     *
     * @param tokens that are likely to be needed, in and out
     */
    Reservation reserve(Visit visit, long tokens);

    /** What has been used up today, with what is set aside now. */
    Usage usage(Visit visit);

    /** Tokens that were set aside; what is not spent goes back when it is closed. */
    interface Reservation extends AutoCloseable {

        /** How many may be spent, in and out: at least as many as asked for, or all that are left. */
        long tokens();

        /**
         * What must not be exceeded, {@link Long#MAX_VALUE} for nothing: only whoever got less than they asked for is
         * bound. What is asked for is a guess, and models count otherwise.
         *
         * @param asked what was asked for
         */
        default long bound(long asked) {
            return tokens() < asked ? tokens() : Long.MAX_VALUE;
        }

        /** How many were spent in the end, which may be more; said at most once. */
        void spent(long tokens);

        @Override
        void close();
    }

    /**
     * @param own of the caller
     * @param tenant of all callers of its tenant
     * @param reset when all of it is there again
     */
    record Usage(Used own, Used tenant, Instant reset) {

        /** So many tokens of so many. */
        public record Used(long tokens, long limit) {
            public long left() {
                return Math.max(0, limit - tokens);
            }
        }
    }
}
