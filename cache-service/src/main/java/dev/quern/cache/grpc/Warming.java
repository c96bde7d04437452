package dev.quern.cache.grpc;

import dev.quern.cache.Caches;
import dev.quern.cache.WarmingTurns;
import dev.quern.protocol.Call;
import dev.quern.protocol.VirtualThreads;
import dev.quern.protocol.cache.v1.WarmRequest;
import dev.quern.protocol.cache.v1.WarmResponse;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Streams of values to be stored ahead of use: each caller's one by one, a few callers at a time. */
@Singleton
final class Warming {
    private final Caches caches;
    private final WarmingTurns turns;

    Warming(Caches caches, WarmingTurns turns) {
        this.caches = caches;
        this.turns = turns;
    }

    /** @param next asks the caller for its next value */
    Multi<WarmResponse> warm(Call call, Multi<WarmRequest> requests, Runnable next) {
        return Multi.createFrom().deferred(() -> {
            Caches.requireAdministration(call);
            WarmingTurns.Turn turn = turns.take();
            WarmingEntries entries = new WarmingEntries(caches, call, turn);
            Multi<WarmResponse> progress = requests.onItem()
                    .transformToUniAndConcatenate(request -> VirtualThreads.run(call, () -> entries.add(request))
                            .onItem()
                            .invoke(next))
                    .filter(Optional::isPresent)
                    .map(Optional::get);
            return Multi.createBy()
                    .concatenating()
                    .streams(progress, Multi.createFrom().item(entries::progress))
                    .onTermination()
                    .invoke(turn::close);
        });
    }
}
