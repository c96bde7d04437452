package dev.quern.gateway;

import dev.quern.protocol.Call;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Caches of which something is told, and what was dropped of them. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeCacheAdministration implements CacheAdministration {
    private final FakeServices services;
    private final List<CacheTarget> dropped = new ArrayList<>();
    private volatile boolean redisIsAway;

    FakeCacheAdministration(FakeServices services) {
        this.services = services;
    }

    public void reset() {
        dropped.clear();
        redisIsAway = false;
    }

    public List<CacheTarget> dropped() {
        return List.copyOf(dropped);
    }

    public void loseRedis() {
        redisIsAway = true;
    }

    @Override
    public CacheReport describe(Call call) {
        services.answerOrFail("cache-service");
        CacheReport.Saved saved = new CacheReport.Saved(Duration.ofSeconds(3), 40);
        return new CacheReport(
                List.of(
                        new CacheReport.Level("memory", true, true, 10, 1000, 3, 1, 0, Duration.ofMillis(1500)),
                        new CacheReport.Level("redis", true, !redisIsAway, 0, 0, 0, 0, 0, Duration.ZERO)),
                List.of(new CacheReport.Kind(
                        "answer", 3, 1, 2, 0, Optional.of(.75), Optional.empty(), Optional.empty(), saved)),
                new CacheReport.Semantic(true, 1, 2, 300, 0, 0, 0, 0, Map.of("numbers", 2L), saved),
                List.of(new CacheReport.Size(5_000, .4), new CacheReport.Size(20_000, .1)),
                List.of(new CacheReport.Hot("answer", "3f2a", 17)),
                new CacheReport.Warming(false, 0, 0, 0),
                true);
    }

    @Override
    public Invalidated invalidate(Call call, CacheTarget target) {
        services.answerOrFail("cache-service");
        dropped.add(target);
        return new Invalidated(2, !redisIsAway);
    }
}
