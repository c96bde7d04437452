package dev.quern.cache.grpc;

import dev.quern.cache.Caches;
import dev.quern.cache.Invalidation;
import dev.quern.cache.TagKind;
import dev.quern.cache.Watch;
import dev.quern.protocol.Call;
import dev.quern.protocol.Outlet;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TypedKey;
import dev.quern.protocol.cache.v1.WatchInvalidationsResponse;
import java.util.Optional;

/** Sends a caller its tenant's invalidations until its call ends. */
final class WatchedInvalidations {
    private WatchedInvalidations() {}

    static void send(Caches caches, Call call, Outlet<WatchInvalidationsResponse> outlet) throws InterruptedException {
        try (Watch watch = caches.watch(call)) {
            for (Optional<Watch.Event> event = watch.next(call.deadline());
                    event.isPresent();
                    event = watch.next(call.deadline())) {
                outlet.send(message(event.get()));
            }
        }
    }

    static WatchInvalidationsResponse message(Watch.Event event) {
        WatchInvalidationsResponse.Builder message = WatchInvalidationsResponse.newBuilder();
        switch (event) {
            case Watch.Reset _ -> message.setReset(true);
            case Watch.Invalidated(Invalidation.OfKey one) ->
                message.setKey(TypedKey.newBuilder()
                        .setType(CacheMessages.type(one.key().type()))
                        .setKey(one.key().key()));
            case Watch.Invalidated(Invalidation.OfTag tagged) ->
                message.setTag(Tag.newBuilder()
                        .setKind(kind(tagged.tag().kind()))
                        .setValue(tagged.tag().value()));
            case Watch.Invalidated(Invalidation.OfPattern some) ->
                message.setPattern(some.pattern().pattern());
            case Watch.Invalidated(Invalidation.OfTenant _) -> message.setEverything(true);
        }
        return message.build();
    }

    private static dev.quern.protocol.cache.v1.TagKind kind(TagKind kind) {
        return switch (kind) {
            case COLLECTION -> dev.quern.protocol.cache.v1.TagKind.TAG_KIND_COLLECTION;
            case DOCUMENT -> dev.quern.protocol.cache.v1.TagKind.TAG_KIND_DOCUMENT;
        };
    }
}
