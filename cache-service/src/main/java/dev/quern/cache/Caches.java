package dev.quern.cache;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What the service offers: who may do what, within which limits, on the levels and with single flight. */
public final class Caches {
    private static final Duration DEAREST = Duration.ofDays(1);
    private static final long MOST_TOKENS = 1_000_000_000;

    private final LayeredCache cache;
    private final Flights flights;
    private final Lifetimes lifetimes;
    private final EarlyRefresh early;
    private final Demand demand;
    private final CacheMetrics metrics;
    private final Supplier<WarmingStatistics> warming;
    private final int hotKeys;
    private final InstantSource clock;

    /** @param hotKeys that are described */
    Caches(
            LayeredCache cache,
            Flights flights,
            Lifetimes lifetimes,
            EarlyRefresh early,
            Demand demand,
            CacheMetrics metrics,
            Supplier<WarmingStatistics> warming,
            int hotKeys,
            InstantSource clock) {
        this.cache = cache;
        this.flights = flights;
        this.lifetimes = lifetimes;
        this.early = early;
        this.demand = demand;
        this.metrics = metrics;
        this.warming = warming;
        this.hotKeys = hotKeys;
        this.clock = clock;
    }

    /**
     * What memory has, when there is nothing to decide about it. Never waits for anything; {@link #get} answers the rest.
     */
    public Optional<Hit> getHot(Call call, ValueType type, String key) throws InterruptedException {
        PutLimits.requireUse(call.principal());
        CacheKey name = new CacheKey(call.tenant(), type, key);
        Optional<Hit> hit = cache.getHot(name, value -> early.isFarOff(value, clock.instant()));
        if (hit.isPresent()) {
            demand.asked(name);
            metrics.served(type, hit.get().value().cost(), false);
        }
        return hit;
    }

    /**
     * @param singleFlight waits for the value when somebody else is computing it
     * @param refreshes makes the value anew when it is told to
     */
    public Lookup get(Call call, ValueType type, String key, boolean singleFlight, boolean refreshes)
            throws InterruptedException {
        PutLimits.requireUse(call.principal());
        CacheKey name = new CacheKey(call.tenant(), type, key);
        demand.asked(name);
        Optional<Hit> hit = cache.get(name);
        Lookup lookup = hit.isEmpty() && singleFlight
                ? flights.join(name, call.deadline())
                : new Lookup(hit, hit.isPresent() && refreshes && shouldRefresh(name, hit.get()));
        lookup.hit()
                .map(Hit::value)
                .ifPresent(value ->
                        metrics.served(type, value.cost(), !value.freshUntil().isAfter(clock.instant())));
        return lookup;
    }

    /**
     * Keeps a value, unless it was invalidated while the caller computed it: known of callers whom {@link #get} has
     * told to compute, and of no others.
     *
     * @param lifetime empty: the type's own
     */
    public void put(
            Call call,
            ValueType type,
            String key,
            Content content,
            Optional<Duration> lifetime,
            Set<Tag> tags,
            Cost cost)
            throws InterruptedException {
        PutLimits.requireUse(call.principal());
        store(new CacheKey(call.tenant(), type, key), content, lifetime, tags, cost);
    }

    /** As {@link #put}, ahead of use, which is administration. */
    public void warm(
            Call call,
            ValueType type,
            String key,
            Content content,
            Optional<Duration> lifetime,
            Set<Tag> tags,
            Cost cost)
            throws InterruptedException {
        requireAdministration(call);
        store(new CacheKey(call.tenant(), type, key), content, lifetime, tags, cost);
    }

    /** Whoever may replace a value may drop it, and administrators may. */
    public Invalidated invalidateKey(Call call, ValueType type, String key) throws InterruptedException {
        call.principal().requireAny(Scope.ASK, Scope.INGEST, Scope.ADMIN);
        return cache.invalidate(new Invalidation.OfKey(new CacheKey(call.tenant(), type, key)), call.deadline());
    }

    public Invalidated invalidateTag(Call call, Tag tag) throws InterruptedException {
        call.principal().requireAny(Scope.INGEST, Scope.ADMIN);
        return cache.invalidate(new Invalidation.OfTag(call.tenant(), tag), call.deadline());
    }

    /** A pattern that spares nothing is administration. */
    public Invalidated invalidatePattern(Call call, Glob pattern) throws InterruptedException {
        if (pattern.matchesEverything()) {
            requireAdministration(call);
        } else {
            call.principal().requireAny(Scope.INGEST, Scope.ADMIN);
        }
        return cache.invalidate(new Invalidation.OfPattern(call.tenant(), pattern), call.deadline());
    }

    public Invalidated invalidateEverything(Call call) throws InterruptedException {
        requireAdministration(call);
        return cache.invalidate(new Invalidation.OfTenant(call.tenant()), call.deadline());
    }

    /** The invalidations of the caller's tenant as they happen; to be closed by who watches. */
    public Watch watch(Call call) {
        PutLimits.requireUse(call.principal());
        return cache.watch(call.tenant());
    }

    /** Whether this replica hears of what the others invalidate. */
    public boolean isCoherent() {
        return cache.isCoherent();
    }

    /** Over all tenants, so only for whoever runs the installation. */
    public CacheStatistics describe(Call call) throws InterruptedException {
        call.principal().require(Scope.OPERATE);
        return new CacheStatistics(
                cache.statistics(),
                metrics.types(),
                demand.curve().ratios(),
                demand.hotKeys().top(hotKeys),
                warming.get());
    }

    public Duration age(CachedValue value) {
        return value.age(clock.instant());
    }

    /** Throws unless the caller may do what concerns all values of the tenant. */
    public static void requireAdministration(Call call) {
        call.principal().require(Scope.ADMIN);
    }

    private boolean shouldRefresh(CacheKey key, Hit hit) throws InterruptedException {
        boolean refreshes = early.isDue(hit.value(), clock.instant()) && flights.leadRefresh(key);
        if (refreshes) {
            metrics.refreshed(key.type());
        }
        return refreshes;
    }

    private void store(CacheKey key, Content content, Optional<Duration> lifetime, Set<Tag> tags, Cost cost)
            throws InterruptedException {
        PutLimits.require(content, tags);
        require(
                lifetime.isEmpty() || Lifetimes.isLifetime(lifetime.get()),
                "time_to_live",
                "A value lives between 1 second and 30 days.");
        require(cost.time().compareTo(DEAREST) <= 0, "cost", "A value takes 1 day to compute at most.");
        require(cost.tokens() <= MOST_TOKENS, "tokens", "A value takes " + MOST_TOKENS + " tokens at most.");
        Instant now = clock.instant();
        flights.put(key, lifetimes.begin(key.type(), content, lifetime, tags, cost, now));
    }

    private static void require(boolean valid, String field, String sentence) {
        if (!valid) {
            throw QuernException.invalid(field, sentence);
        }
    }
}
