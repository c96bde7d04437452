package dev.quern.llm;

import dev.quern.llm.Attempt.Answered;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One request's way along its route: a model that is in trouble, too slow or full is passed by, one that fails before
 * its first token is followed by the next. When all that could are full, the best of them is waited for.
 */
final class FallbackChain {
    private final Call call;
    private final Generation request;
    private final Route route;
    private final ModelStream stream;
    private final GenerationMetrics metrics;
    private final long cameAt;
    private final Set<RoutedModel> left;
    private final Map<RoutedModel, SkippedModel> skipped = new LinkedHashMap<>();
    private final List<RoutedModel> full = new ArrayList<>();
    private Optional<QuernException> failure = Optional.empty();
    private Optional<Answered> answered = Optional.empty();

    FallbackChain(
            Call call, Generation request, Route route, ModelStream stream, GenerationMetrics metrics, long cameAt) {
        this.call = call;
        this.request = request;
        this.route = route;
        this.left = new HashSet<>(route.models());
        this.stream = stream;
        this.metrics = metrics;
        this.cameAt = cameAt;
    }

    FallbackChain run() throws InterruptedException {
        for (RoutedModel model : route.models()) {
            answered = passing(model);
            if (answered.isPresent()) {
                return this;
            }
        }
        for (RoutedModel model : full) {
            answered = waitingFor(model);
            if (answered.isPresent()) {
                return this;
            }
        }
        return this;
    }

    /** Empty when no model could. */
    Optional<Answered> answered() {
        return answered;
    }

    List<SkippedModel> skipped() {
        return List.copyOf(skipped.values());
    }

    /** What a caller is told when no model could: what kept the last of them from it. */
    QuernException failure() {
        return failure.orElseThrow();
    }

    private Optional<Answered> passing(RoutedModel model) throws InterruptedException {
        Optional<RoutedModel.Obstacle> obstacle = model.obstacle(call, request);
        if (obstacle.isPresent()) {
            String reason = obstacle.get().reason();
            failure = Optional.of(new QuernException(
                    obstacle.get().code(), "The model `" + model.name() + "` cannot answer now. " + reason));
            left.remove(model);
            skip(model, reason);
            return Optional.empty();
        }
        Optional<Bulkhead.Slot> slot = model.slots().tryEnter();
        if (slot.isEmpty()) {
            full.add(model);
            skip(model, "All that it can do at once is under way.");
            return Optional.empty();
        }
        return attempt(model, slot.get());
    }

    private Optional<Answered> waitingFor(RoutedModel model) throws InterruptedException {
        Bulkhead.Slot slot;
        try {
            slot = model.slots().enter(call, Rank.of(call, request.urgency()));
        } catch (QuernException e) {
            return passOver(model, e);
        }
        return attempt(model, slot);
    }

    private Optional<Answered> attempt(RoutedModel model, Bulkhead.Slot slot) throws InterruptedException {
        try (slot) {
            left.remove(model);
            ModelRequest asked = ModelRequest.of(request, model, firstTokenBy());
            Attempt attempt = new Attempt(model, asked, stream, skippedBefore(model), metrics);
            try {
                return Optional.of(attempt.run(call, cameAt));
            } catch (QuernException e) {
                if (attempt.hasStarted()) {
                    throw e;
                }
                return passOver(model, e);
            }
        }
    }

    /** Half of the time that is left, where something else could use the other half. */
    private Optional<Deadline> firstTokenBy() {
        boolean replaceable = (route.mayFallBack() && request.prompt() instanceof Prompt.Grounded)
                || left.stream().anyMatch(model -> model.trouble().isEmpty());
        return replaceable
                ? Optional.of(Deadline.after(call.deadline().remaining().dividedBy(2)))
                : Optional.empty();
    }

    /** Those that the route prefers to it: it stands in for no others, whether or not they were tried before it. */
    private List<SkippedModel> skippedBefore(RoutedModel model) {
        return route.models().stream()
                .takeWhile(each -> each != model)
                .flatMap(each -> Optional.ofNullable(skipped.get(each)).stream())
                .toList();
    }

    private Optional<Answered> passOver(RoutedModel model, QuernException why) {
        if (why.code().fault() == ErrorCode.Fault.CALLER || call.deadline().isPassed()) {
            throw why;
        }
        failure = Optional.of(why);
        skip(model, why.text());
        return Optional.empty();
    }

    private void skip(RoutedModel model, String reason) {
        skipped.put(model, new SkippedModel(model.name(), reason));
        metrics.skipped(model.name());
    }
}
