package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import java.util.List;
import java.util.Optional;

/**
 * A configured model, what waits for it, and who computes for it.
 *
 * @param local whether it is computed in this process, so that the process is not ready without it
 */
record ServedModel<M extends BatchModel<?, ?>>(
        LoadingModel<M> loading, PendingTexts pending, BatchScheduler scheduler, boolean local) {
    String name() {
        return loading.name();
    }

    /** The model, once it is loaded; those who wait for that are bounded like those who wait for their turn. */
    M ready(Call call, Priority priority, List<String> texts) throws InterruptedException {
        Optional<M> loaded = loading.loaded();
        if (loaded.isPresent()) {
            return loaded.get();
        }
        try (PendingTexts.Place _ = pending.take(call.tenant(), priority, texts)) {
            return loading.await(call);
        }
    }
}
