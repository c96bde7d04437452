package dev.quern.gateway;

import dev.quern.protocol.Call;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The models as they were a moment ago, so that many who ask cost one question; they are the same for all tenants. */
@ApplicationScoped
public class KnownModels {
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Models models;
    private final AtomicReference<Optional<Known<Models.Languages>>> languages =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Known<Models.Vectors>>> vectors = new AtomicReference<>(Optional.empty());

    public KnownModels(Models models) {
        this.models = models;
    }

    public Models.Languages languages(Call call) {
        return known(languages, () -> models.languages(call));
    }

    public Models.Vectors vectors(Call call) {
        return known(vectors, () -> models.vectors(call));
    }

    private static <T> T known(AtomicReference<Optional<Known<T>>> memory, Supplier<T> source) {
        Optional<T> recent = memory.get().filter(Known::isRecent).map(Known::value);
        return recent.orElseGet(() -> {
            T value = source.get();
            memory.set(Optional.of(new Known<>(value, System.nanoTime())));
            return value;
        });
    }

    private record Known<T>(T value, long since) {
        boolean isRecent() {
            return System.nanoTime() - since < MOMENT.toNanos();
        }
    }
}
