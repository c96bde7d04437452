package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Chunking;
import dev.quern.protocol.retrieval.v1.ChunkingMethod;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.FieldType;
import dev.quern.protocol.retrieval.v1.MetadataField;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.retrieval.ChunkingChoice;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.IndexProfile;
import dev.quern.retrieval.Location;
import dev.quern.retrieval.NewCollection;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.PlanStep;
import dev.quern.retrieval.RebuildChoice;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.search.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final Map<String, dev.quern.retrieval.FieldType> FIELDS = Map.of(
            "place", dev.quern.retrieval.FieldType.TEXT,
            "year", dev.quern.retrieval.FieldType.NUMBER,
            "open", dev.quern.retrieval.FieldType.BOOLEAN,
            "built", dev.quern.retrieval.FieldType.TIME);

    @Test
    void aSearchThatSaysNothingIsTheUsualOne() {
        var request = SearchRequests.of("acme", search().build());

        assertThat(request.collection()).isEqualTo(new CollectionId("acme", "notes"));
        assertThat(request.alpha()).isEmpty();
        assertThat(request.fusion()).isEqualTo(Fusion.RELATIVE_SCORE);
        assertThat(request.filter()).isEmpty();
        assertThat(request.strategy()).isEqualTo(Strategy.SINGLE_STAGE);
        assertThat(request.explain()).isFalse();
        assertThat(request.vector()).isEmpty();
    }

    @Test
    void readsEverythingThatASearchCanSay() {
        var request = SearchRequests.of(
                "acme",
                search().addVector(1)
                        .addVector(2)
                        .setAlpha(0)
                        .setFusion(dev.quern.protocol.retrieval.v1.Fusion.FUSION_RECIPROCAL_RANK)
                        .setStrategy(dev.quern.protocol.retrieval.v1.Strategy.STRATEGY_MULTI_STAGE)
                        .setExplain(true)
                        .build());

        assertThat(request.vector()).containsExactly(1, 2);
        assertThat(request.alpha()).contains(0f);
        assertThat(request.fusion()).isEqualTo(Fusion.RECIPROCAL_RANK);
        assertThat(request.strategy()).isEqualTo(Strategy.MULTI_STAGE);
        assertThat(request.explain()).isTrue();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused(
                "fusion",
                () -> SearchRequests.of("acme", search().setFusionValue(9).build()));
        assertRefused(
                "strategy",
                () -> SearchRequests.of("acme", search().setStrategyValue(9).build()));
        assertRefused(
                "complexity",
                () -> SearchRequests.of("acme", search().setComplexity(1.1f).build()));
        assertRefused(
                "complexity",
                () -> SearchRequests.of(
                        "acme", search().setComplexity(Float.NaN).build()));
    }

    @Test
    void tellsEverythingOfAPassageAndThePlan() {
        Passage passage = new Passage(
                new UUID(0, 1),
                "mill",
                "The mill",
                "A mill.",
                .5f,
                Optional.of(.25f),
                new Location(2, 30, 37, 0, List.of("H")),
                List.of(new Passage.Highlight(2, 6)),
                "By words.",
                Map.of(
                        "place", new dev.quern.retrieval.Value.Text("Ulm"),
                        "year", new dev.quern.retrieval.Value.Numeric(1786),
                        "open", new dev.quern.retrieval.Value.Flag(true),
                        "built", new dev.quern.retrieval.Value.Time(Instant.EPOCH)));
        SearchResponse response = Messages.searchResponse(
                new SearchResult(
                        List.of(passage),
                        "v",
                        List.of(
                                new PlanStep("filter", "tags", Duration.ofNanos(12_345), 4, Optional.of(.5f)),
                                new PlanStep("search", "", Duration.ZERO, 1, Optional.empty())),
                        List.of("walk")),
                "epoch");

        assertThat(response.getDegradedList()).containsExactly("walk");
        assertThat(response.getSearchEpoch()).isEqualTo("epoch");

        var message = response.getPassages(0);
        assertThat(message.getHighlights(0).getStart()).isEqualTo(2);
        assertThat(message.getHighlights(0).getEnd()).isEqualTo(6);
        assertThat(message.getExplanation()).isEqualTo("By words.");
        assertThat(message.getMetadata().getFieldsOrThrow("place").getStringValue())
                .isEqualTo("Ulm");
        assertThat(message.getMetadata().getFieldsOrThrow("year").getNumberValue())
                .isEqualTo(1786);
        assertThat(message.getMetadata().getFieldsOrThrow("open").getBoolValue())
                .isTrue();
        assertThat(message.getMetadata().getFieldsOrThrow("built").getStringValue())
                .isEqualTo("1970-01-01T00:00:00Z");
        assertThat(response.getPlan().getSteps(0).getMicros()).isEqualTo(12);
        assertThat(response.getPlan().getSteps(0).getCandidates()).isEqualTo(4);
        assertThat(response.getPlan().getSteps(0).getSelectivity()).isEqualTo(.5f);
        assertThat(response.getPlan().getSteps(1).hasSelectivity()).isFalse();
    }

    @Test
    void thereIsNoPlanWhenNobodyAsked() {
        assertThat(Messages.searchResponse(new SearchResult(List.of(), "v", List.of(), List.of()), "epoch")
                        .hasPlan())
                .isFalse();
    }

    @Test
    void takesMetadataOfSingleValuesOnly() {
        Value list =
                Value.newBuilder().setListValue(ListValue.getDefaultInstance()).build();
        DocumentHeader header = DocumentHeader.newBuilder()
                .setCollection("notes")
                .setMediaType("text/plain")
                .setMetadata(Struct.newBuilder().putFields("years", list))
                .build();

        assertRefused("metadata.years", () -> Messages.newDocument("acme", header));
    }

    @Test
    void aCollectionComesBackAsItWasWanted() {
        for (Distance distance : Distance.values()) {
            for (IndexProfile profile : IndexProfile.values()) {
                var collection = new dev.quern.retrieval.Collection(
                        new CollectionId("acme", "notes"),
                        new CollectionSettings(
                                "model@1", 3, distance, profile, FIELDS, dev.quern.retrieval.Chunking.USUAL),
                        "v",
                        1,
                        2,
                        3,
                        List.of("A remark."),
                        Instant.EPOCH);

                Collection message = CollectionMessages.collection(collection);

                assertThat(message.getBytes()).isEqualTo(3);
                assertThat(message.getRemarksList()).containsExactly("A remark.");
                assertThat(CollectionMessages.newCollection(
                                "acme", message.toBuilder().clearDimensions().build()))
                        .isEqualTo(new NewCollection(
                                new CollectionId("acme", "notes"),
                                "model@1",
                                distance,
                                profile,
                                FIELDS,
                                new ChunkingChoice(
                                        Optional.of(dev.quern.retrieval.Chunking.Method.RECURSIVE),
                                        OptionalInt.of(1000),
                                        OptionalInt.of(200))));
            }
        }
    }

    @Test
    void aCollectionThatIsRebuiltSaysHowFarItIs() {
        CollectionSettings now = CollectionSettings.of("model@1", 3);
        var collection = new dev.quern.retrieval.Collection(
                new CollectionId("acme", "notes"), now, "v", 9, 9, 9, List.of("A remark."), Instant.EPOCH);
        CollectionSettings next =
                now.with(new dev.quern.retrieval.Chunking(dev.quern.retrieval.Chunking.Method.HEADINGS, 500, 0));
        var rebuild = new dev.quern.retrieval.Rebuild(next, 4, 9, 2, Instant.EPOCH, Optional.of("It waits."));

        Collection message = CollectionMessages.collection(collection, Optional.of(rebuild));

        assertThat(message.getRemarksList()).containsExactly("A remark.", "It waits.");
        assertThat(message.getRebuild().getDocumentsDone()).isEqualTo(4);
        assertThat(message.getRebuild().getDocumentsTotal()).isEqualTo(9);
        assertThat(message.getRebuild().getDocumentsFailed()).isEqualTo(2);
        assertThat(message.getRebuild().getSettings().getChunking())
                .isEqualTo(Chunking.newBuilder()
                        .setMethod(ChunkingMethod.CHUNKING_METHOD_HEADINGS)
                        .setSize(500)
                        .setOverlap(0)
                        .build());
        assertThat(CollectionMessages.collection(collection, Optional.empty()).hasRebuild())
                .isFalse();
    }

    @Test
    void whatIsAbsentStaysAsItIsInARebuild() {
        assertThat(CollectionMessages.rebuildChoice(Collection.getDefaultInstance()))
                .isEqualTo(new RebuildChoice("", Optional.empty(), Optional.empty(), ChunkingChoice.NONE));
        assertThat(CollectionMessages.rebuildChoice(Collection.newBuilder()
                        .setEmbeddingModel("other")
                        .setDistance(dev.quern.protocol.retrieval.v1.Distance.DISTANCE_DOT)
                        .setProfile(dev.quern.protocol.retrieval.v1.IndexProfile.INDEX_PROFILE_HNSW)
                        .setChunking(Chunking.newBuilder().setOverlap(0))
                        .build()))
                .isEqualTo(new RebuildChoice(
                        "other",
                        Optional.of(Distance.DOT),
                        Optional.of(IndexProfile.HNSW),
                        new ChunkingChoice(Optional.empty(), OptionalInt.empty(), OptionalInt.of(0))));
        assertRefused(
                "fields",
                () -> CollectionMessages.rebuildChoice(Collection.newBuilder()
                        .addFields(MetadataField.getDefaultInstance())
                        .build()));
        assertRefused(
                "dimensions",
                () -> CollectionMessages.rebuildChoice(
                        Collection.newBuilder().setDimensions(3).build()));
    }

    @Test
    void refusesAStateThatIsNone() {
        assertThat(Messages.states(List.of())).isEmpty();
        assertThat(Messages.states(List.of(DocumentState.DOCUMENT_STATE_READY, DocumentState.DOCUMENT_STATE_FAILED)))
                .containsExactlyInAnyOrder(
                        dev.quern.retrieval.DocumentState.READY, dev.quern.retrieval.DocumentState.FAILED);
        assertRefused("states", () -> Messages.states(List.of(DocumentState.DOCUMENT_STATE_UNSPECIFIED)));
    }

    @Test
    void aPageOfANumberedListBeginsAtANumber() {
        assertThat(PageRequest.of(10, "").from()).isZero();
        assertThat(PageRequest.of(10, PageRequest.token(Optional.of("20"))).from())
                .isEqualTo(20);
        for (String place : List.of("x", "-1", "2147483647", "99999999999")) {
            assertRefused(
                    "page_token",
                    () -> PageRequest.of(10, PageRequest.token(Optional.of(place)))
                            .from());
        }
    }

    @Test
    void refusesACollectionThatCannotBeMade() {
        Collection.Builder wanted = Collection.newBuilder().setName("notes");
        MetadataField year = MetadataField.newBuilder()
                .setName("year")
                .setType(FieldType.FIELD_TYPE_NUMBER)
                .build();

        assertRefused("collection", () -> make(Collection.newBuilder()));
        assertRefused(
                "chunking.method",
                () -> make(wanted.clone().setChunking(Chunking.newBuilder().setMethodValue(9))));
        assertRefused("dimensions", () -> make(wanted.clone().setDimensions(3)));
        assertRefused("distance", () -> make(wanted.clone().setDistanceValue(9)));
        assertRefused("profile", () -> make(wanted.clone().setProfileValue(9)));
        assertRefused("fields", () -> make(wanted.clone().addFields(year).addFields(year)));
        assertRefused(
                "fields", () -> make(wanted.clone().addFields(year.toBuilder().clearType())));
        assertRefused(
                "fields", () -> make(wanted.clone().addFields(year.toBuilder().setName("Year"))));
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEnded() {
        String token = PageRequest.token(Optional.of("größe/1"));

        assertThat(PageRequest.of(0, token)).isEqualTo(new PageRequest(50, Optional.of("größe/1")));
        assertThat(PageRequest.of(200, "")).isEqualTo(new PageRequest(200, Optional.empty()));
        assertThat(PageRequest.token(Optional.empty())).isEmpty();
    }

    @Test
    void refusesAPageThatIsNone() {
        assertRefused("page_size", () -> PageRequest.of(201, ""));
        assertRefused("page_size", () -> PageRequest.of(-1, ""));
        assertRefused("page_token", () -> PageRequest.of(1, "!"));
        assertRefused("page_token", () -> PageRequest.of(1, "a".repeat(1025)));
    }

    private static SearchRequest.Builder search() {
        return SearchRequest.newBuilder().setCollection("notes").setQuery("q").setLimit(5);
    }

    private static void make(Collection.Builder wanted) {
        CollectionMessages.newCollection("acme", wanted.build());
    }

    private static void assertRefused(String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.field()).contains(field);
    }
}
