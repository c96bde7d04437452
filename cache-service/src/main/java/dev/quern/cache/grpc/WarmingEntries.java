package dev.quern.cache.grpc;

import dev.quern.cache.Caches;
import dev.quern.cache.Content;
import dev.quern.cache.WarmingTurns;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.WarmRequest;
import dev.quern.protocol.cache.v1.WarmResponse;
import java.util.Optional;

/** The values of one caller, which come one after the other. A wrong one is counted and does not end the stream. */
final class WarmingEntries {
    private static final int BETWEEN_REPORTS = 100;

    private final Caches caches;
    private final Call call;
    private final WarmingTurns.Turn turn;
    private volatile WarmResponse progress = WarmResponse.getDefaultInstance();

    WarmingEntries(Caches caches, Call call, WarmingTurns.Turn turn) {
        this.caches = caches;
        this.call = call;
        this.turn = turn;
    }

    /** @return how far it is, now and then */
    Optional<WarmResponse> add(WarmRequest request) throws InterruptedException {
        turn.await();
        WarmResponse.Builder next = progress.toBuilder();
        try {
            store(request.getEntry());
            next.setLoaded(progress.getLoaded() + 1);
        } catch (QuernException refused) {
            next.setFailed(progress.getFailed() + 1).setFailure(String.valueOf(refused.getMessage()));
        }
        WarmResponse now = next.build();
        progress = now;
        return (now.getLoaded() + now.getFailed()) % BETWEEN_REPORTS == 0 ? Optional.of(now) : Optional.empty();
    }

    WarmResponse progress() {
        return progress;
    }

    private void store(PutRequest entry) throws InterruptedException {
        caches.warm(
                call,
                CacheMessages.type(entry.getType()),
                entry.getKey(),
                new Content(entry.getValue().toByteArray()),
                CacheMessages.lifetime(entry),
                CacheMessages.tags(entry.getTagsList()),
                CacheMessages.cost(entry));
    }
}
