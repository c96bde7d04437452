package dev.quern.gateway.grpc;

import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import dev.quern.gateway.Analysis;
import dev.quern.gateway.Edition;
import dev.quern.gateway.FoundPassage;
import dev.quern.gateway.Passages.Found;
import dev.quern.gateway.PlanStep;
import dev.quern.gateway.Question;
import dev.quern.gateway.QuestionVector;
import dev.quern.gateway.Source;
import dev.quern.protocol.retrieval.v1.Condition;
import dev.quern.protocol.retrieval.v1.Filter;
import dev.quern.protocol.retrieval.v1.Filters;
import dev.quern.protocol.retrieval.v1.Fusion;
import dev.quern.protocol.retrieval.v1.Operator;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.Strategy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions as requests to search, and what was found. */
final class SearchMessages {
    private SearchMessages() {}

    static SearchRequest request(Question question, Analysis analysis, QuestionVector vector, boolean explain) {
        SearchRequest.Builder request = SearchRequest.newBuilder()
                .setCollection(question.collection())
                .setQuery(question.text())
                .setLimit(question.maxResults())
                .setComplexity(analysis.complexity())
                .setStrategy(
                        switch (analysis.strategy()) {
                            case SINGLE_STAGE -> Strategy.STRATEGY_SINGLE_STAGE;
                            case TWO_STAGE -> Strategy.STRATEGY_TWO_STAGE;
                            case MULTI_STAGE -> Strategy.STRATEGY_MULTI_STAGE;
                        })
                .setEmbeddingModel(vector.model())
                .setExplain(explain);
        question.options().alpha().ifPresent(request::setAlpha);
        question.options()
                .fusion()
                .ifPresent(fusion -> request.setFusion(
                        switch (fusion) {
                            case RELATIVE_SCORE -> Fusion.FUSION_RELATIVE_SCORE;
                            case RECIPROCAL_RANK -> Fusion.FUSION_RECIPROCAL_RANK;
                        }));
        question.options().filter().ifPresent(filter -> request.setFilter(filter(filter)));
        for (float component : vector.numbers()) {
            request.addVector(component);
        }
        return request.build();
    }

    static Filter filter(dev.quern.gateway.Filter filter) {
        Filter.Builder message = Filter.newBuilder();
        return switch (filter) {
            case dev.quern.gateway.Filter.All all ->
                message.setAll(filters(all.filters())).build();
            case dev.quern.gateway.Filter.Any any ->
                message.setAny(filters(any.filters())).build();
            case dev.quern.gateway.Filter.Not not ->
                message.setNot(filter(not.filter())).build();
            case dev.quern.gateway.Filter.Condition condition ->
                message.setCondition(condition(condition)).build();
        };
    }

    private static Filters filters(List<dev.quern.gateway.Filter> filters) {
        return Filters.newBuilder()
                .addAllFilters(filters.stream().map(SearchMessages::filter).toList())
                .build();
    }

    private static Condition condition(dev.quern.gateway.Filter.Condition condition) {
        List<Value> values = condition.values().stream().map(FieldValues::value).toList();
        boolean several = condition.operator() == dev.quern.gateway.Filter.Operator.IN;
        return Condition.newBuilder()
                .setField(condition.field())
                .setOperator(
                        switch (condition.operator()) {
                            case EQUAL -> Operator.OPERATOR_EQUAL;
                            case IN -> Operator.OPERATOR_IN;
                            case LESS -> Operator.OPERATOR_LESS;
                            case LESS_OR_EQUAL -> Operator.OPERATOR_LESS_OR_EQUAL;
                            case GREATER -> Operator.OPERATOR_GREATER;
                            case GREATER_OR_EQUAL -> Operator.OPERATOR_GREATER_OR_EQUAL;
                            case CONTAINS -> Operator.OPERATOR_CONTAINS;
                        })
                .setValue(
                        several
                                ? Value.newBuilder()
                                        .setListValue(ListValue.newBuilder().addAllValues(values))
                                        .build()
                                : values.getFirst())
                .build();
    }

    static Found found(String collection, SearchResponse response) {
        List<FoundPassage> passages = new ArrayList<>();
        for (Passage passage : response.getPassagesList()) {
            passages.add(new FoundPassage(
                    source(passages.size() + 1, collection, passage),
                    passage.getHighlightsList().stream()
                            .map(highlight -> new FoundPassage.Highlight(highlight.getStart(), highlight.getEnd()))
                            .toList(),
                    passage.getExplanation(),
                    FieldValues.metadata(passage.getMetadata())));
        }
        List<PlanStep> plan = response.getPlan().getStepsList().stream()
                .map(step -> new PlanStep(
                        step.getName(),
                        step.getDetail(),
                        Duration.of(step.getMicros(), ChronoUnit.MICROS),
                        step.getCandidates(),
                        step.hasSelectivity() ? Optional.of(step.getSelectivity()) : Optional.empty()))
                .toList();
        Edition edition = new Edition(collection, response.getCollectionVersion(), response.getSearchEpoch());
        return new Found(passages, List.of(edition), plan, response.getDegradedList());
    }

    private static Source source(int number, String collection, Passage passage) {
        return new Source(
                number,
                collection,
                passage.getDocumentId(),
                passage.getChunkId(),
                passage.getTitle(),
                passage.getText(),
                passage.getScore(),
                passage.hasSimilarity() ? Optional.of(passage.getSimilarity()) : Optional.empty(),
                passage.getLocation().getStart(),
                passage.getLocation().getEnd(),
                passage.getLocation().getPage(),
                passage.getLocation().getHeadingPathList());
    }
}
