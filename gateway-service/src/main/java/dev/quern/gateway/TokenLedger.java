package dev.quern.gateway;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.quern.gateway.RateLimits.Policy;
import dev.quern.gateway.TokenBudgets.Usage;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Tokens as this process knows of them: those that all gateways have used up together, as far as it was told, and its own
 * that the others were not told of. It grants its share of what is left.
 */
public final class TokenLedger {
    private static final Duration FORGOTTEN = Duration.ofDays(1);
    /** No caller's name is empty. */
    private static final String ALL = "";

    private final LoadingCache<Counted, Account> accounts;
    private final long tenantLimit;
    private final IntSupplier replicas;
    private final Clock clock;

    /**
     * @param tenantLimit tokens of a tenant in a day
     * @param remembered for how many callers it counts
     * @param replicas that share what is left
     */
    public TokenLedger(long tenantLimit, int remembered, IntSupplier replicas, Clock clock) {
        this.tenantLimit = tenantLimit;
        this.replicas = replicas;
        this.clock = clock;
        accounts = Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterAccess(FORGOTTEN)
                .build(_ -> new Account());
    }

    /** Sets aside as many of these as there are; throws {@code RATE_LIMITED} when there are none. */
    public long take(TokenDay day, Caller caller, long tokens) {
        Account own = own(day, caller);
        Account tenant = tenant(day, caller);
        long limit = caller.limits().tokensPerDay();
        // All accounts of a tenant are used under the lock of its own.
        synchronized (tenant) {
            long ownLeft = left(own, limit);
            long tenantLeft = left(tenant, tenantLimit);
            if (ownLeft <= 0) {
                throw day.refusal(Policy.CALLER, limit, clock);
            }
            if (tenantLeft <= 0) {
                throw day.refusal(Policy.TENANT, tenantLimit, clock);
            }
            long granted = Math.max(1, Math.min(tokens, Math.min(ownLeft, tenantLeft)));
            own.here += granted;
            tenant.here += granted;
            return granted;
        }
    }

    /** Tokens of this process that the others do not know of are more than was known, or fewer. */
    public void add(TokenDay day, Caller caller, long tokens) {
        Account own = own(day, caller);
        Account tenant = tenant(day, caller);
        synchronized (tenant) {
            own.here = Math.max(0, own.here + tokens);
            tenant.here = Math.max(0, tenant.here + tokens);
        }
    }

    /** What all gateways have used up together, without what they do not know of. */
    public void learn(TokenDay day, Caller caller, long ownUsed, long tenantUsed) {
        Account own = own(day, caller);
        Account tenant = tenant(day, caller);
        synchronized (tenant) {
            own.everywhere = ownUsed;
            tenant.everywhere = tenantUsed;
        }
    }

    public Usage usage(TokenDay day, Caller caller) {
        Account own = own(day, caller);
        Account tenant = tenant(day, caller);
        synchronized (tenant) {
            return new Usage(
                    new Usage.Used(own.used(), caller.limits().tokensPerDay()),
                    new Usage.Used(tenant.used(), tenantLimit),
                    day.end());
        }
    }

    private long left(Account account, long limit) {
        return (limit - account.everywhere) / replicas.getAsInt() - account.here;
    }

    private Account own(TokenDay day, Caller caller) {
        return accounts.get(new Counted(day, caller.tenant(), caller.subject()));
    }

    private Account tenant(TokenDay day, Caller caller) {
        return accounts.get(new Counted(day, caller.tenant(), ALL));
    }

    private record Counted(TokenDay day, String tenant, String subject) {}

    private static final class Account {
        private long everywhere;
        private long here;

        private long used() {
            return everywhere + here;
        }
    }
}
