package dev.quern.gateway;

import dev.quern.gateway.Generation.Routing;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What answers come from, as llm-service said a moment ago: it follows from its configuration alone and is the same for
 * everybody. While llm-service is away, what it said last decides which cached answers there are; they are as right as
 * they were, because it says nothing of documents.
 */
@ApplicationScoped
class Routings {
    private static final Duration FAIR_TIME = Duration.ofMillis(100);

    private final Generation generation;
    private final Duration age;
    private final Duration patience;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicReference<@Nullable Said> last = new AtomicReference<>();

    Routings(Generation generation, GatewayConfig config) {
        this.generation = generation;
        this.age = config.asking().modelsAge();
        this.patience = config.cachePatience();
        if (age.isNegative()) {
            throw new IllegalArgumentException("quern.gateway.asking.models-age is 0 or more.");
        }
    }

    /** So that what is configured wrongly stops the start, not the first question. */
    void checkSettings(@Observes StartupEvent start) {}

    private record Said(Routing routing, long nanos) {}

    /** Empty when llm-service is away and has never said it. */
    Optional<Routing> now(Call call) {
        Said said = last.get();
        if (said != null && System.nanoTime() - said.nanos() < age.toNanos()) {
            return Optional.of(said.routing());
        }
        return said == null ? asked(call) : Optional.of(again(call, said.routing()));
    }

    private Optional<Routing> asked(Call call) {
        try {
            return Optional.of(said(generation.routing(Trouble.hurried(call))));
        } catch (QuernException failure) {
            if (!Trouble.canBeDoneWithout(call, failure)) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    /** One asks for a short while, and the others go by what is known; when that fails nobody asks for another while. */
    private Routing again(Call call, Routing known) {
        if (!asking.compareAndSet(false, true)) {
            return known;
        }
        Call brief = Trouble.within(Trouble.hurried(call), patience);
        boolean fair = brief.deadline().remaining().compareTo(FAIR_TIME) >= 0;
        try {
            return said(generation.routing(brief));
        } catch (QuernException failure) {
            if (!Trouble.canBeDoneWithout(call, failure)) {
                throw failure;
            }
            // Who gave it hardly any time says nothing about it.
            return fair || failure.code() != ErrorCode.DEADLINE_EXCEEDED ? said(known) : known;
        } finally {
            asking.set(false);
        }
    }

    private Routing said(Routing routing) {
        last.set(new Said(routing, System.nanoTime()));
        return routing;
    }

    /** Throws when the question names a model that there is not. */
    static void requireModel(Question question, Routing routing) {
        question.generation()
                .model()
                .filter(name -> !routing.models().contains(name))
                .ifPresent(name -> {
                    String names = routing.models().stream()
                            .map(known -> "`" + known + "`")
                            .collect(Collectors.joining(", "));
                    throw QuernException.invalid("model", "There is no model `" + name + "`, only " + names + ".");
                });
    }
}
