package dev.quern.cache;

import dev.quern.cache.caffeine.CaffeineStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The caches as the service builds them, from the defaults, with a clock and a chance that the test decides. */
final class TestCaches {
    static final Duration ANSWER = Duration.ofHours(1);
    static final Duration REFRESH_LAPSE = Duration.ofMinutes(5);

    final CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
    final Demand demand;
    private final CacheConfig config = config();
    private SingleFlight local =
            new SingleFlight(new SingleFlight.Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), 1_000, 100));
    private FlightLeases leases = FlightLeases.ALONE;
    private List<ValueStore> lower = List.of();
    private Duration refreshLapse = REFRESH_LAPSE;
    private InstantSource clock = InstantSource.system();
    /** Zero: nothing jitters and nothing is early. */
    private DoubleSupplier random = () -> 0;

    TestCaches() {
        demand = Demand.of(config.statistics(), 1_000, System::nanoTime);
    }

    static CacheConfig config() {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(CacheConfig.class)
                .build()
                .getConfigMapping(CacheConfig.class);
    }

    TestCaches with(SingleFlight flights) {
        local = flights;
        return this;
    }

    TestCaches with(FlightLeases replicas) {
        leases = replicas;
        return this;
    }

    TestCaches with(ValueStore second) {
        lower = List.of(second);
        return this;
    }

    TestCaches with(InstantSource time) {
        clock = time;
        return this;
    }

    TestCaches withChance(DoubleSupplier chance) {
        random = chance;
        return this;
    }

    TestCaches withRefreshLapse(Duration lapse) {
        refreshLapse = lapse;
        return this;
    }

    Caches build() {
        LayeredCache layers =
                new LayeredCache(new CaffeineStore(1_000, 10_000_000, Duration.ofMinutes(5), clock), lower, metrics);
        return new Caches(
                layers,
                new Flights(layers, local, leases, refreshLapse),
                new Lifetimes(config.timeToLive(), config.jitter(), config.stale(), random),
                new EarlyRefresh(config.refresh().eagerness(), random),
                demand,
                metrics,
                () -> WarmingStatistics.NONE,
                10,
                clock);
    }

    /** A clock that stands until it is moved. */
    static final class Clock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        void forward(Duration time) {
            now = now.plus(time);
        }
    }
}
