package dev.quern.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * API keys as they were found lately. Concurrent look-ups of one key are one; a known key goes on working for a while
 * when the store cannot be reached; and keys that are looked up for the first time, which anybody can make up, have
 * places of their own, so that they do not keep the others out.
 */
@ApplicationScoped
public class KnownKeys {
    private static final Duration BUSY = Duration.ofSeconds(1);
    /** Known keys that are looked up again at once; one that finds no place is believed as in an outage. */
    private static final int CONFIRMATIONS = 64;

    private final ApiKeys store;
    private final Signatures signatures;
    private final KeysConfig config;
    private final MeterRegistry metrics;
    private final Ticker clock;
    private final Executor executor;
    private final Cache<String, Known> known;
    private final Cache<String, Boolean> unknown;
    private final Map<String, CompletableFuture<Optional<ApiKey>>> lookups = new ConcurrentHashMap<>();
    private final Semaphore firstLookups;
    private final Semaphore confirmations = new Semaphore(CONFIRMATIONS);
    /** Changes whenever a key has: what was found before is not remembered any more. */
    private final AtomicLong changes = new AtomicLong();

    @Inject
    public KnownKeys(ApiKeys store, Signatures signatures, GatewayConfig config, MeterRegistry metrics) {
        this(store, signatures, config.keys(), metrics, Ticker.systemTicker(), VirtualThreads.executor());
    }

    KnownKeys(
            ApiKeys store,
            Signatures signatures,
            KeysConfig config,
            MeterRegistry metrics,
            Ticker clock,
            Executor executor) {
        this.store = store;
        this.signatures = signatures;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.executor = executor;
        this.firstLookups = new Semaphore(config.lookups());
        this.known = Caffeine.newBuilder().maximumSize(config.copies()).build();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(config.copies())
                .expireAfterWrite(config.unknownFor())
                .ticker(clock)
                .build();
    }

    /**
     * @param confirmed when the store last had it, in nanoseconds of the clock
     * @param tried when it was last looked for; later than {@code confirmed} while the store does not answer
     */
    private record Known(ApiKey key, long confirmed, long tried) {}

    /**
     * Whichever key has this hash, also an expired or revoked one. Fails with {@code SERVICE_UNAVAILABLE} when that
     * cannot be found out, and with {@code OVERLOADED} when too many ask.
     */
    public Uni<Optional<ApiKey>> find(byte[] hash) {
        String name = HexFormat.of().formatHex(hash);
        Known last = known.getIfPresent(name);
        if (last == null) {
            return unknown.getIfPresent(name) == null
                    ? lookUp(name, hash, firstLookups)
                    : Uni.createFrom().item(Optional.empty());
        }
        long now = clock.read();
        if (isBelieved(last, now)) {
            if (now - last.tried >= retryAfter(last)) {
                lookUp(name, hash, confirmations).subscribe().with(ignored -> {}, ignored -> {});
            }
            return Uni.createFrom().item(Optional.of(last.key));
        }
        return lookUp(name, hash, confirmations)
                .onFailure(failure ->
                        now - last.confirmed < config.believedInOutage().toNanos())
                .recoverWithItem(Optional.of(last.key));
    }

    /** Forgets a key that has changed, so that this process knows at once. */
    public void forget(String id) {
        changes.incrementAndGet();
        lookups.clear();
        known.asMap().values().removeIf(last -> last.key.id().equals(id));
    }

    /** In an outage too it is not believed for longer without another attempt, which may find the outage over. */
    private boolean isBelieved(Known last, long now) {
        return now - last.tried < config.believedFor().toNanos()
                && now - last.confirmed < config.believedInOutage().toNanos();
    }

    /** A key that is in use is looked up again before it has to be, so that nobody waits for that. */
    private long retryAfter(Known last) {
        return last.tried > last.confirmed
                ? BUSY.toNanos()
                : config.believedFor().toNanos() / 2;
    }

    private Uni<Optional<ApiKey>> lookUp(String name, byte[] hash, Semaphore places) {
        CompletableFuture<Optional<ApiKey>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<ApiKey>> running = lookups.putIfAbsent(name, mine);
        if (running == null) {
            running = mine;
            begin(name, hash, places, mine);
        }
        // A copy: whoever goes away must not cancel what others wait for.
        return Uni.createFrom().completionStage(running.copy());
    }

    private void begin(String name, byte[] hash, Semaphore places, CompletableFuture<Optional<ApiKey>> result) {
        if (!places.tryAcquire()) {
            lookups.remove(name, result);
            count("refused");
            result.completeExceptionally(QuernException.overloaded(
                    "Too many API keys are being looked up; please try again shortly.", BUSY));
            return;
        }
        executor.execute(() -> {
            try {
                result.complete(ask(name, hash));
            } catch (Throwable failure) {
                count("failed");
                known.asMap()
                        .computeIfPresent(name, (ignored, last) -> new Known(last.key, last.confirmed, clock.read()));
                result.completeExceptionally(unavailable(failure));
            } finally {
                lookups.remove(name, result);
                places.release();
            }
        });
    }

    private Optional<ApiKey> ask(String name, byte[] hash) {
        long before = changes.get();
        Optional<ApiKey> found = store.find(signatures.ownCall(config.lookupTime(), Scope.SERVICE), hash);
        long now = clock.read();
        if (found.isPresent()) {
            known.put(name, new Known(found.get(), now, now));
        } else {
            known.invalidate(name);
            unknown.put(name, true);
        }
        if (changes.get() != before) {
            known.invalidate(name);
            unknown.invalidate(name);
        }
        count(found.isPresent() ? "found" : "unknown");
        return found;
    }

    private void count(String outcome) {
        metrics.counter("quern.gateway.key.lookups", "outcome", outcome).increment();
    }

    private static QuernException unavailable(Throwable failure) {
        return failure instanceof QuernException known && known.code().isOverload()
                ? known
                : QuernException.unavailable(
                                "retrieval-service",
                                "Your API key cannot be checked at present; please try again shortly.",
                                failure instanceof Exception cause ? cause : new IOException(failure))
                        .withRetryAfter(BUSY);
    }
}
