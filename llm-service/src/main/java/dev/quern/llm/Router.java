package dev.quern.llm;

import dev.quern.protocol.QuernException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses by what does not change from one moment to the next: role, name, complexity and length. The same request has
 * the same route until the configuration changes; who is able to answer at the moment is found out along the route.
 */
final class Router {
    static final String EXTRACTIVE = "extractive";

    private final List<RoutedModel> models;
    private final RoutingSettings settings;

    /** @param models of one tier, the first is chosen first */
    Router(List<RoutedModel> models, RoutingSettings settings) {
        this.models = List.copyOf(models);
        this.settings = settings;
    }

    List<RoutedModel> models() {
        return models;
    }

    RoutingSettings settings() {
        return settings;
    }

    Tier tier(Generation request) {
        return settings.tier(request.complexity());
    }

    /** Throws what names the field when no model could ever answer this. */
    Route route(Generation request) {
        List<RoutedModel> serving = models.stream()
                .filter(model -> model.profile().roles().contains(request.role()))
                .toList();
        if (!request.model().isEmpty()) {
            return named(request, serving);
        }
        if (serving.isEmpty()) {
            return withoutModel("no model is configured: these are the documents' own sentences");
        }
        if (request.prompt() instanceof Prompt.Grounded
                && settings.defaultModel().equals(Optional.of(EXTRACTIVE))) {
            return withoutModel("the documents' own sentences are the default");
        }
        Optional<RoutedModel> usual = usual(serving);
        Tier tier = usual.map(model -> model.profile().tier()).orElseGet(() -> tier(request));
        List<RoutedModel> chain = chain(serving, tier, usual);
        List<RoutedModel> fitting =
                chain.stream().filter(model -> model.fits(request)).toList();
        if (fitting.isEmpty()) {
            throw tooLong(request, chain);
        }
        String right = usual.isPresent()
                ? "it is the default model"
                : String.format(Locale.ROOT, "a complexity of %.2f is for %s models", request.complexity(), of(tier));
        RoutedModel first = fitting.getFirst();
        if (first != chain.getFirst()) {
            String reason =
                    right + "; the prompt is too long for `" + chain.getFirst().name() + "`";
            return new Route(fitting, RouteKind.LONGER_CONTEXT, reason, true);
        }
        if (first.profile().tier() != tier) {
            String reason = right + ", and there is none; " + of(first.profile().tier()) + " is nearest";
            return new Route(fitting, RouteKind.NEAREST_TIER, reason, true);
        }
        return new Route(fitting, usual.isPresent() ? RouteKind.DEFAULT : RouteKind.COMPLEXITY, right, true);
    }

    private Route named(Generation request, List<RoutedModel> serving) {
        if (request.model().equals(EXTRACTIVE)) {
            return withoutModel("the request asks for the documents' own sentences");
        }
        RoutedModel model = serving.stream()
                .filter(each -> each.name().equals(request.model()))
                .findAny()
                .orElseThrow(() -> unknown(request));
        if (!model.fits(request)) {
            throw tooLong(request, List.of(model));
        }
        List<RoutedModel> chain = chain(serving, model.profile().tier(), Optional.of(model)).stream()
                .filter(each -> each.fits(request))
                .toList();
        return new Route(
                settings.fallbackFromExplicit() ? chain : List.of(model),
                RouteKind.EXPLICIT,
                "the request names it",
                settings.fallbackFromExplicit());
    }

    private static Route withoutModel(String reason) {
        return new Route(List.of(), RouteKind.NO_MODEL, reason, true);
    }

    private Optional<RoutedModel> usual(List<RoutedModel> serving) {
        return serving.stream()
                .filter(model -> settings.defaultModel().equals(Optional.of(model.name())))
                .findAny();
    }

    /** Nearest tier first; of two that are as near the smaller, which is cheaper and sooner done. */
    private static List<RoutedModel> chain(List<RoutedModel> serving, Tier tier, Optional<RoutedModel> first) {
        return serving.stream()
                .sorted(Comparator.<RoutedModel, Boolean>comparing(model -> !first.equals(Optional.of(model)))
                        .thenComparingInt(model -> distance(model.profile().tier(), tier))
                        .thenComparing(model -> model.profile().tier()))
                .toList();
    }

    private static int distance(Tier one, Tier other) {
        return one.compareTo(other) <= 0 ? EnumSet.range(one, other).size() : distance(other, one);
    }

    private QuernException unknown(Generation request) {
        if (models.stream().anyMatch(model -> model.name().equals(request.model()))) {
            return QuernException.invalid(
                    "model",
                    "The model `" + request.model() + "` does not serve the role `" + of(request.role()) + "`.");
        }
        String names = Stream.concat(models.stream().map(RoutedModel::name), Stream.of(EXTRACTIVE))
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
        return QuernException.invalid("model", "There is no model `" + request.model() + "`, only " + names + ".");
    }

    private static QuernException tooLong(Generation request, List<RoutedModel> models) {
        RoutedModel widest = models.stream()
                .max(Comparator.comparingInt(model -> model.profile().contextWindow() - model.maxTokens(request)))
                .orElseThrow();
        String window = "`" + widest.name() + "` takes " + widest.profile().contextWindow() + " tokens together";
        return switch (request.prompt()) {
            case Prompt.Grounded grounded -> {
                int least = PromptTemplate.leastTokens(grounded, widest::tokens);
                ModelProfile profile = widest.profile();
                boolean question =
                        least + Math.min(profile.maxTokens(), widest.maxTokens(request)) > profile.contextWindow();
                yield QuernException.invalid(
                        question ? "question" : "max_tokens",
                        "`max_tokens` is " + widest.maxTokens(request) + "; " + window
                                + " with the prompt, which needs " + least + " or more for this question.");
            }
            case Prompt.Chat chat ->
                QuernException.invalid(
                        request.maxTokens() == 0 ? "prompt" : "max_tokens",
                        "The prompt has about " + widest.tokens(chat) + " tokens and the answer may have "
                                + widest.maxTokens(request) + "; " + window + ".");
        };
    }

    private static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
