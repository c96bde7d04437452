package dev.quern.cache;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Principal;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the service offers: who may do what, within which limits, on the levels and with single flight. */
public final class Caches {
    private static final int LARGEST_VALUE = 4 * 1024 * 1024;
    private static final int MOST_TAGS = 64;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    private final LayeredCache cache;
    private final SingleFlight flights;
    private final CacheConfig.TimeToLive timeToLive;
    private final InstantSource clock;

    Caches(LayeredCache cache, SingleFlight flights, CacheConfig.TimeToLive timeToLive, InstantSource clock) {
        this.cache = cache;
        this.flights = flights;
        this.timeToLive = timeToLive;
        this.clock = clock;
    }

    /** @param singleFlight waits for the value when somebody else is computing it */
    public Lookup get(Call call, ValueType type, String key, boolean singleFlight) throws InterruptedException {
        requireUse(call.principal());
        CacheKey name = new CacheKey(call.tenant(), type, key);
        Optional<Hit> hit = cache.get(name);
        if (hit.isPresent() || !singleFlight) {
            return new Lookup(hit);
        }
        Deadline patience = flights.patience(call.deadline());
        for (Optional<SingleFlight.Flight> other = flights.lead(name); other.isPresent(); other = flights.lead(name)) {
            if (!flights.follow(name, other.get(), patience)) {
                return Lookup.compute();
            }
            hit = cache.get(name);
            if (hit.isPresent()) {
                return new Lookup(hit);
            }
        }
        // The value may have been put between the first look and taking the lead.
        hit = cache.peek(name);
        if (hit.isPresent()) {
            flights.land(name);
        }
        return new Lookup(hit);
    }

    /** @param lifetime empty: the type's own */
    public void put(Call call, ValueType type, String key, Content content, Optional<Duration> lifetime, Set<Tag> tags)
            throws InterruptedException {
        requireUse(call.principal());
        CacheKey name = new CacheKey(call.tenant(), type, key);
        if (content.size() > LARGEST_VALUE) {
            throw new QuernException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "A value has at most " + LARGEST_VALUE + " bytes; this one has " + content.size() + ".")
                    .withField("value");
        }
        if (tags.size() > MOST_TAGS) {
            throw QuernException.invalid(
                    "tags", "A value has at most " + MOST_TAGS + " tags; this one has " + tags.size() + ".");
        }
        lifetime.ifPresent(Caches::requireLifetime);
        Instant now = clock.instant();
        Instant end = now.plus(lifetime.orElseGet(() -> timeToLive.of(type)));
        cache.put(name, new CachedValue(content, now, end, tags));
        flights.land(name);
    }

    public long invalidateKey(Call call, ValueType type, String key) throws InterruptedException {
        call.principal().require(Scope.INGEST);
        return cache.invalidate(new Invalidation.OfKey(new CacheKey(call.tenant(), type, key)));
    }

    public long invalidateTag(Call call, Tag tag) throws InterruptedException {
        call.principal().require(Scope.INGEST);
        return cache.invalidate(new Invalidation.OfTag(call.tenant(), tag));
    }

    /** A pattern that spares nothing is administration. */
    public long invalidatePattern(Call call, Glob pattern) throws InterruptedException {
        call.principal().require(pattern.matchesEverything() ? Scope.ADMIN : Scope.INGEST);
        return cache.invalidate(new Invalidation.OfPattern(call.tenant(), pattern));
    }

    /** Over all tenants, so only for administrators. */
    public List<LevelStatistics> describe(Call call) throws InterruptedException {
        call.principal().require(Scope.ADMIN);
        return cache.statistics();
    }

    public Duration age(CachedValue value) {
        return value.age(clock.instant());
    }

    private static void requireUse(Principal principal) {
        if (!principal.scopes().contains(Scope.INGEST)) {
            principal.require(Scope.ASK);
        }
    }

    private static void requireLifetime(Duration lifetime) {
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw QuernException.invalid("time_to_live", "A value lives between 1 second and 30 days.");
        }
    }
}
