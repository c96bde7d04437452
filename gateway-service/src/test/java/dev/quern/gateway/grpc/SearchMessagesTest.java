package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.quern.gateway.Analysis;
import dev.quern.gateway.Edition;
import dev.quern.gateway.FieldValue;
import dev.quern.gateway.Filter;
import dev.quern.gateway.Filter.Operator;
import dev.quern.gateway.FoundPassage;
import dev.quern.gateway.Fusion;
import dev.quern.gateway.GenerationOptions;
import dev.quern.gateway.Passages.Found;
import dev.quern.gateway.PlanStep;
import dev.quern.gateway.Question;
import dev.quern.gateway.QuestionVector;
import dev.quern.gateway.SearchOptions;
import dev.quern.gateway.Source;
import dev.quern.gateway.Strategy;
import dev.quern.protocol.retrieval.v1.Condition;
import dev.quern.protocol.retrieval.v1.Highlight;
import dev.quern.protocol.retrieval.v1.Location;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.SearchPlan;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchMessagesTest {
    private static final Analysis ANALYSIS = new Analysis(.25f, Strategy.SINGLE_STAGE, Optional.empty());

    @Test
    void asksForNothingThatNobodyWants() {
        SearchRequest request = SearchMessages.request(
                question(SearchOptions.USUAL), ANALYSIS, new QuestionVector("m@1", new float[] {1, 2}), false);

        assertThat(request)
                .isEqualTo(SearchRequest.newBuilder()
                        .setCollection("notes")
                        .setQuery("Why?")
                        .addVector(1)
                        .addVector(2)
                        .setEmbeddingModel("m@1")
                        .setLimit(7)
                        .setStrategy(dev.quern.protocol.retrieval.v1.Strategy.STRATEGY_SINGLE_STAGE)
                        .setComplexity(.25f)
                        .build());
    }

    @Test
    void handsOnEverythingThatIsWanted() {
        Filter tagged = new Filter.Condition("tags", Operator.CONTAINS, List.of(new FieldValue.Text("x")));
        SearchOptions options = new SearchOptions(
                Optional.of(new Filter.Not(new Filter.Any(List.of(tagged)))),
                Optional.of(0f),
                Optional.of(Fusion.RECIPROCAL_RANK),
                Optional.empty());

        SearchRequest request = SearchMessages.request(question(options), ANALYSIS, QuestionVector.NONE, true);

        assertThat(request.hasAlpha()).isTrue();
        assertThat(request.getAlpha()).isZero();
        assertThat(request.getFusion()).isEqualTo(dev.quern.protocol.retrieval.v1.Fusion.FUSION_RECIPROCAL_RANK);
        assertThat(request.getExplain()).isTrue();
        Condition condition =
                request.getFilter().getNot().getAny().getFilters(0).getCondition();
        assertThat(condition.getField()).isEqualTo("tags");
        assertThat(condition.getValue().getStringValue()).isEqualTo("x");
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void everyOperatorHasItsOwnAndOnlyInHasAList(Operator operator) {
        Filter filter = new Filter.All(
                List.of(new Filter.Condition("metadata.year", operator, List.of(new FieldValue.Numeric(1786)))));
        SearchOptions options =
                new SearchOptions(Optional.of(filter), Optional.empty(), Optional.empty(), Optional.empty());

        Condition condition = SearchMessages.request(question(options), ANALYSIS, QuestionVector.NONE, false)
                .getFilter()
                .getAll()
                .getFilters(0)
                .getCondition();

        assertThat(condition.getOperator().name()).isEqualTo("OPERATOR_" + operator.name());
        assertThat(condition.getValue().hasListValue()).isEqualTo(operator == Operator.IN);
        Value value =
                operator == Operator.IN ? condition.getValue().getListValue().getValues(0) : condition.getValue();
        assertThat(value.getNumberValue()).isEqualTo(1786);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void everyStrategyTravelsWithTheSearch(Strategy strategy) {
        Analysis analysis = new Analysis(1, strategy, Optional.empty());

        SearchRequest request =
                SearchMessages.request(question(SearchOptions.USUAL), analysis, QuestionVector.NONE, false);

        assertThat(request.getStrategy().name()).isEqualTo("STRATEGY_" + strategy.name());
    }

    @Test
    void readsWhatWasFound() {
        SearchResponse response = SearchResponse.newBuilder()
                .setCollectionVersion("v")
                .addPassages(Passage.newBuilder()
                        .setDocumentId("d")
                        .setChunkId("c")
                        .setTitle("T")
                        .setText("A mill.")
                        .setScore(.5f)
                        .setSimilarity(.25f)
                        .setLocation(Location.newBuilder()
                                .setStart(3)
                                .setEnd(10)
                                .setPage(4)
                                .addHeadingPath("H"))
                        .addHighlights(Highlight.newBuilder().setStart(2).setEnd(6))
                        .setExplanation("By words.")
                        .setMetadata(Struct.newBuilder()
                                .putFields(
                                        "year",
                                        Value.newBuilder().setNumberValue(1786).build())
                                .putFields(
                                        "open",
                                        Value.newBuilder().setBoolValue(true).build())
                                .putFields(
                                        "place",
                                        Value.newBuilder().setStringValue("Ulm").build())))
                .addPassages(Passage.newBuilder().setDocumentId("e"))
                .setPlan(SearchPlan.newBuilder()
                        .addSteps(dev.quern.protocol.retrieval.v1.PlanStep.newBuilder()
                                .setName("filter")
                                .setDetail("tags")
                                .setMicros(12)
                                .setCandidates(4)
                                .setSelectivity(.5f))
                        .addSteps(dev.quern.protocol.retrieval.v1.PlanStep.newBuilder()
                                .setName("search")))
                .build();

        Found found = SearchMessages.found("notes", response);

        assertThat(found.editions()).containsExactly(new Edition("notes", "v", ""));
        assertThat(found.passages().getFirst())
                .isEqualTo(new FoundPassage(
                        new Source(
                                1, "notes", "d", "c", "T", "A mill.", .5f, Optional.of(.25f), 3, 10, 4, List.of("H")),
                        List.of(new FoundPassage.Highlight(2, 6)),
                        "By words.",
                        Map.of(
                                "year", new FieldValue.Numeric(1786),
                                "open", new FieldValue.Flag(true),
                                "place", new FieldValue.Text("Ulm"))));
        assertThat(found.sources()).extracting(Source::number).containsExactly(1, 2);
        assertThat(found.sources().getLast().similarity()).isEmpty();
        assertThat(found.plan())
                .containsExactly(
                        new PlanStep("filter", "tags", Duration.ofNanos(12_000), 4, Optional.of(.5f)),
                        new PlanStep("search", "", Duration.ZERO, 0, Optional.empty()));
    }

    private static Question question(SearchOptions options) {
        return new Question("Why?", List.of("notes"), 7, options, GenerationOptions.USUAL, List.of());
    }
}
