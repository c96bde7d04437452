package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private static final RoutingSettings SETTINGS = settings(Optional.empty(), false);

    @ParameterizedTest
    @CsvSource({"0,small", "0.29,small", "0.3,balanced", "0.69,balanced", "0.7,large", "1,large"})
    void choosesTheTierByComplexity(double complexity, String model) {
        Route route = route(SETTINGS, Requested.chat("Hi").complexity(complexity), all());

        assertThat(names(route).getFirst()).isEqualTo(model);
        assertThat(route.kind()).isEqualTo(RouteKind.COMPLEXITY);
        assertThat(route.reason()).contains(model);
    }

    @Test
    void fallsBackToTheNearestTierAndRatherToTheSmaller() {
        assertThat(names(route(SETTINGS, Requested.chat("Hi"), all()))).containsExactly("small", "balanced", "large");
        assertThat(names(route(SETTINGS, Requested.chat("Hi").complexity(0.5), all())))
                .containsExactly("balanced", "small", "large");
        assertThat(names(route(SETTINGS, Requested.chat("Hi").complexity(0.9), all())))
                .containsExactly("large", "balanced", "small");
    }

    @Test
    void saysWhenTheRightTierIsMissing() {
        Route route = route(SETTINGS, Requested.chat("Hi").complexity(0.5), List.of(model("only", Tier.LARGE, 2048)));

        assertThat(names(route)).containsExactly("only");
        assertThat(route.kind()).isEqualTo(RouteKind.NEAREST_TIER);
        assertThat(route.reason()).contains("balanced", "there is none", "large is nearest");
    }

    @Test
    void letsTheRequestsModelWin() {
        Route route = route(SETTINGS, Requested.chat("Hi").by("large"), all());

        assertThat(names(route)).containsExactly("large");
        assertThat(route.mayFallBack()).isFalse();
    }

    @Test
    void letsOthersStandInForTheRequestsModelWhenThatIsAllowed() {
        Route route =
                route(settings(Optional.empty(), true), Requested.chat("Hi").by("large"), all());

        assertThat(names(route)).containsExactly("large", "balanced", "small");
        assertThat(route.mayFallBack()).isTrue();
    }

    @Test
    void takesTheDefaultModelWhateverTheComplexity() {
        Route route = route(settings(Optional.of("balanced"), false), Requested.chat("Hi"), all());

        assertThat(names(route)).containsExactly("balanced", "small", "large");
        assertThat(route.kind()).isEqualTo(RouteKind.DEFAULT);
    }

    @Test
    void namesTheModelsThatThereAre() {
        assertThatThrownBy(() -> route(SETTINGS, Requested.chat("Hi").by("gpt-9"), all()))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.field()).contains("model");
                    assertThat(e.text()).contains("`gpt-9`", "`small`", "`balanced`", "`large`", "`extractive`");
                });
    }

    @Test
    void asksOnlyModelsThatServeTheRole() {
        List<ServedModel> models = List.of(
                model("answers", Tier.SMALL, 2048, EnumSet.of(Role.REASONING)),
                model("rewrites", Tier.SMALL, 2048, EnumSet.of(Role.MEMORY)));

        assertThat(names(route(SETTINGS, Requested.chat("Hi").as(Role.MEMORY), models)))
                .containsExactly("rewrites");
        assertThatThrownBy(() ->
                        route(SETTINGS, Requested.chat("Hi").as(Role.MEMORY).by("answers"), models))
                .hasMessageContaining("does not serve the role `memory`");
    }

    @Test
    void takesTheNextThatFitsWhenAPromptIsTooLong() {
        List<ServedModel> models = List.of(model("small", Tier.SMALL, 600), model("large", Tier.LARGE, 8192));

        Route route = route(SETTINGS, Requested.chat("word ".repeat(400)), models);

        assertThat(names(route)).containsExactly("large");
        assertThat(route.kind()).isEqualTo(RouteKind.LONGER_CONTEXT);
        assertThat(route.reason()).contains("too long for `small`");
    }

    @Test
    void refusesAPromptThatIsOverEveryModelsWindow() {
        String text = "word ".repeat(4000);

        assertThatThrownBy(() -> route(SETTINGS, Requested.chat(text), all()))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.field()).contains("prompt"));
        assertThatThrownBy(() -> route(SETTINGS, Requested.chat(text).maxTokens(10), all()))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.field()).contains("max_tokens"));
    }

    @Test
    void hasAnEpochThatChangesWithAllThatDecidesTheAnswer() {
        String epoch = epoch(SETTINGS, all());

        assertThat(epoch(SETTINGS, all())).isEqualTo(epoch);
        assertThat(epoch(settings(Optional.of("small"), false), all())).isNotEqualTo(epoch);
        assertThat(epoch(SETTINGS, all().subList(0, 2))).isNotEqualTo(epoch);
        assertThat(epoch(SETTINGS, all().reversed())).isNotEqualTo(epoch);
        assertThat(epoch(SETTINGS, List.of())).isNotEqualTo(epoch);
    }

    @Test
    void answersWithTheDocumentsOwnSentencesWhereTheseAreTheDefault() {
        RoutingSettings extractive = settings(Optional.of("extractive"), false);
        Requested grounded = Requested.of(new Prompt.Grounded("What is it?", List.of(), List.of()));

        assertThat(route(extractive, grounded, all()).models()).isEmpty();
        assertThat(route(extractive, grounded.by("large"), all()).models())
                .extracting(RoutedModel::name)
                .containsExactly("large");
        assertThat(route(extractive, Requested.chat("Hello"), all()).models()).isNotEmpty();
    }

    @Test
    void keepsItsEpochWhileAModelIsInTrouble() {
        List<ServedModel> troubled = List.of(FakeServedModel.of(new ControlledModel("small", 2048, 3), Tier.SMALL)
                .inTrouble("It is away."));
        List<ServedModel> well = List.of(FakeServedModel.of(new ControlledModel("small", 2048, 3), Tier.SMALL));

        assertThat(epoch(SETTINGS, troubled)).isEqualTo(epoch(SETTINGS, well));
    }

    @Test
    void changesItsEpochWithWhatModelsAreTold() {
        Router router = router(SETTINGS, all());
        String before = RoutingEpoch.of(router, "1", "Rewrite it.");

        assertThat(RoutingEpoch.of(router, "2", "Rewrite it.")).isNotEqualTo(before);
        assertThat(RoutingEpoch.of(router, "1", "Rewrite it well.")).isNotEqualTo(before);
    }

    private static RoutingSettings settings(Optional<String> defaultModel, boolean fallbackFromExplicit) {
        return new RoutingSettings(defaultModel, 0.3, 0.7, fallbackFromExplicit);
    }

    private static List<ServedModel> all() {
        return List.of(
                model("small", Tier.SMALL, 2048),
                model("balanced", Tier.BALANCED, 2048),
                model("large", Tier.LARGE, 2048));
    }

    private static ServedModel model(String name, Tier tier, int window) {
        return model(name, tier, window, EnumSet.allOf(Role.class));
    }

    private static ServedModel model(String name, Tier tier, int window, Set<Role> roles) {
        return FakeServedModel.of(new ControlledModel(name, window, 3), tier, 4, roles);
    }

    private static Router router(RoutingSettings settings, List<ServedModel> models) {
        BulkheadLimits slots = new BulkheadLimits(4, 10, Duration.ofMinutes(1));
        return new Router(
                models.stream().map(model -> new RoutedModel(model, slots)).toList(), settings);
    }

    private static Route route(RoutingSettings settings, Requested request, List<ServedModel> models) {
        return router(settings, models).route(request.build());
    }

    private static String epoch(RoutingSettings settings, List<ServedModel> models) {
        return RoutingEpoch.of(router(settings, models));
    }

    private static List<String> names(Route route) {
        return route.models().stream().map(RoutedModel::name).toList();
    }
}
