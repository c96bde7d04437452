package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.Filter.Condition;
import dev.quern.gateway.Filter.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerKeyTest {
    private static final List<Operator> OPERATORS = List.of(Operator.values());
    private static final List<String> WORDS = List.of("", "a", "b", "1:a", "text a", "1.0", "true");

    @Test
    void whateverAnAnswerDependsOnMakesAnotherKey() {
        Filter filter = new Condition("tags", Operator.CONTAINS, List.of(new FieldValue.Text("x")));
        SearchOptions usual = SearchOptions.USUAL;

        assertThat(List.of(
                        key("c", "v", 5, Strategy.SINGLE_STAGE, usual, "q"),
                        key("d", "v", 5, Strategy.SINGLE_STAGE, usual, "q"),
                        key("c", "w", 5, Strategy.SINGLE_STAGE, usual, "q"),
                        key("c", "v", 6, Strategy.SINGLE_STAGE, usual, "q"),
                        key("c", "v", 5, Strategy.TWO_STAGE, usual, "q"),
                        key("c", "v", 5, Strategy.SINGLE_STAGE, usual, "r"),
                        key("c", "v", 5, Strategy.SINGLE_STAGE, options(Optional.of(filter), null, null), "q"),
                        key(
                                "c",
                                "v",
                                5,
                                Strategy.SINGLE_STAGE,
                                options(Optional.of(new Filter.Not(filter)), null, null),
                                "q"),
                        key("c", "v", 5, Strategy.SINGLE_STAGE, options(Optional.empty(), .5f, null), "q"),
                        key("c", "v", 5, Strategy.SINGLE_STAGE, options(Optional.empty(), .6f, null), "q"),
                        key(
                                "c",
                                "v",
                                5,
                                Strategy.SINGLE_STAGE,
                                options(Optional.empty(), null, Fusion.RELATIVE_SCORE),
                                "q"),
                        key(
                                "c",
                                "v",
                                5,
                                Strategy.SINGLE_STAGE,
                                options(Optional.empty(), null, Fusion.RECIPROCAL_RANK),
                                "q")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aStrategyThatWasChosenIsAsGoodAsOneThatWasAskedFor() {
        SearchOptions asked = new SearchOptions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Strategy.TWO_STAGE));

        assertThat(key("c", "v", 5, Strategy.TWO_STAGE, asked, "q"))
                .isEqualTo(key("c", "v", 5, Strategy.TWO_STAGE, SearchOptions.USUAL, "q"));
    }

    @Test
    void aQuestionThatMeansTheSameHasTheVariantOfWhatWasAskedForOnly() {
        SearchOptions asked = new SearchOptions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Strategy.TWO_STAGE));
        String usual = variant(Strategy.TWO_STAGE, SearchOptions.USUAL, 5, "q");

        assertThat(variant(Strategy.SINGLE_STAGE, SearchOptions.USUAL, 5, "r"))
                .as("another strategy was chosen for other words")
                .isEqualTo(usual);
        assertThat(List.of(
                        usual,
                        variant(Strategy.TWO_STAGE, asked, 5, "q"),
                        variant(Strategy.TWO_STAGE, SearchOptions.USUAL, 6, "q"),
                        variant(Strategy.TWO_STAGE, options(Optional.empty(), .5f, null), 5, "q"),
                        variant(Strategy.TWO_STAGE, options(Optional.empty(), null, Fusion.RECIPROCAL_RANK), 5, "q")))
                .doesNotHaveDuplicates();
    }

    @Test
    void neitherOtherCollectionsNorSettingsNorWhatWasSaidBeforeHaveTheSameKey() {
        Edition notes = new Edition("notes", "v", "settings");
        Edition mills = new Edition("mills", "v", "settings");
        Message asked = new Message(Message.Author.USER, "What is a quern?");
        Message answered = new Message(Message.Author.ASSISTANT, "What is a quern?");
        GenerationOptions usual = GenerationOptions.USUAL;

        assertThat(List.of(
                        asked(List.of(notes), usual, List.of()),
                        asked(List.of(mills), usual, List.of()),
                        asked(List.of(notes, mills), usual, List.of()),
                        asked(List.of(mills, notes), usual, List.of()),
                        asked(List.of(new Edition("notes", "v", "other")), usual, List.of()),
                        asked(List.of(notes), usual, List.of(asked)),
                        asked(List.of(notes), usual, List.of(answered)),
                        asked(List.of(notes), usual, List.of(asked, answered)),
                        asked(List.of(notes), written(Optional.of("m"), null, null, null), List.of()),
                        asked(List.of(notes), written(Optional.empty(), .5f, null, null), List.of()),
                        asked(List.of(notes), written(Optional.empty(), null, 7, null), List.of()),
                        asked(List.of(notes), written(Optional.empty(), null, null, "ko"), List.of())))
                .extracting(AnswerKey::canonical)
                .doesNotHaveDuplicates();
    }

    @Test
    void onlyAQuestionOfOneCollectionThatStandsAloneMayTakeASimilarOnesAnswer() {
        Edition notes = new Edition("notes", "v", "settings");
        Message asked = new Message(Message.Author.USER, "What is a quern?");

        assertThat(asked(List.of(notes), GenerationOptions.USUAL, List.of()).mayTakeSimilar())
                .isTrue();
        assertThat(asked(List.of(notes), GenerationOptions.USUAL, List.of(asked))
                        .mayTakeSimilar())
                .isFalse();
        assertThat(asked(List.of(notes, new Edition("mills", "v", "s")), GenerationOptions.USUAL, List.of())
                        .mayTakeSimilar())
                .isFalse();
    }

    private static AnswerKey asked(List<Edition> editions, GenerationOptions generation, List<Message> history) {
        return new AnswerKey(
                editions,
                "epoch",
                "prompt",
                5,
                Strategy.SINGLE_STAGE,
                SearchOptions.USUAL,
                generation,
                .3f,
                "q",
                AnswerKey.said(history));
    }

    private static GenerationOptions written(
            Optional<String> model, @Nullable Float temperature, @Nullable Integer tokens, @Nullable String language) {
        return new GenerationOptions(
                model, Optional.ofNullable(temperature), Optional.ofNullable(tokens), Optional.ofNullable(language));
    }

    private static String variant(Strategy strategy, SearchOptions options, int results, String question) {
        return made("c", "v", results, strategy, options, question).variant();
    }

    @Test
    void noTwoFiltersLookAlike() {
        Random random = new Random(3);
        Map<String, Filter> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Filter filter = filter(random, 3);
            Filter before = seen.putIfAbsent(filter.canonical(), filter);
            if (before != null) {
                assertThat(filter).isEqualTo(before);
            }
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
    }

    private static Filter filter(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 1 : 4)) {
            case 1 -> new Filter.All(filters(random, depth));
            case 2 -> new Filter.Any(filters(random, depth));
            case 3 -> new Filter.Not(filter(random, depth - 1));
            default ->
                new Condition(
                        word(random),
                        OPERATORS.get(random.nextInt(OPERATORS.size())),
                        random.ints(random.nextInt(1, 3), 0, 3)
                                .mapToObj(kind -> value(random, kind))
                                .toList());
        };
    }

    private static List<Filter> filters(Random random, int depth) {
        return random.ints(random.nextInt(1, 3))
                .mapToObj(_ -> filter(random, depth - 1))
                .toList();
    }

    private static FieldValue value(Random random, int kind) {
        return switch (kind) {
            case 0 -> new FieldValue.Numeric(random.nextInt(3));
            case 1 -> new FieldValue.Flag(random.nextBoolean());
            default -> new FieldValue.Text(word(random));
        };
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static SearchOptions options(Optional<Filter> filter, @Nullable Float alpha, @Nullable Fusion fusion) {
        return new SearchOptions(filter, Optional.ofNullable(alpha), Optional.ofNullable(fusion), Optional.empty());
    }

    private static String key(
            String collection, String version, int results, Strategy strategy, SearchOptions options, String text) {
        return made(collection, version, results, strategy, options, text).canonical();
    }

    private static AnswerKey made(
            String collection, String version, int results, Strategy strategy, SearchOptions options, String text) {
        return new AnswerKey(
                List.of(new Edition(collection, version, "settings")),
                "epoch",
                "prompt",
                results,
                strategy,
                options,
                GenerationOptions.USUAL,
                .3f,
                text,
                "");
    }
}
