package dev.quern.retrieval.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.quern.protocol.retrieval.v1.Location;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.retrieval.SearchResult;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Results as they are cached, which are whole ones: as {@link SearchResponse} without a plan, except that a time among
 * the metadata says that it is one, so that it is one again afterwards.
 */
final class SearchResultCodec {
    /** Part of every key: what was written otherwise is not found. */
    static final String FORMAT = "search1";

    private static final String TIME = "time";

    private SearchResultCodec() {}

    static ByteString encoded(SearchResult result) {
        SearchResponse.Builder response = SearchResponse.newBuilder().setCollectionVersion(result.collectionVersion());
        result.passages().forEach(passage -> response.addPassages(message(passage)));
        return response.build().toByteString();
    }

    /** Empty when it cannot be read. */
    static Optional<SearchResult> decoded(ByteString value) {
        try {
            SearchResponse response = SearchResponse.parseFrom(value);
            List<dev.quern.retrieval.Passage> passages = response.getPassagesList().stream()
                    .map(SearchResultCodec::passage)
                    .toList();
            return Optional.of(new SearchResult(passages, response.getCollectionVersion(), List.of(), List.of()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Passage message(dev.quern.retrieval.Passage passage) {
        Struct.Builder metadata = Struct.newBuilder();
        passage.metadata().forEach((name, value) -> metadata.putFields(name, message(value)));
        return Messages.passage(passage).toBuilder().setMetadata(metadata).build();
    }

    private static Value message(dev.quern.retrieval.Value value) {
        return switch (value) {
            case dev.quern.retrieval.Value.Text text -> text(text.value());
            case dev.quern.retrieval.Value.Numeric number ->
                Value.newBuilder().setNumberValue(number.value()).build();
            case dev.quern.retrieval.Value.Flag flag ->
                Value.newBuilder().setBoolValue(flag.value()).build();
            case dev.quern.retrieval.Value.Time time ->
                Value.newBuilder()
                        .setStructValue(Struct.newBuilder()
                                .putFields(TIME, text(time.value().toString())))
                        .build();
        };
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static dev.quern.retrieval.Passage passage(Passage message) {
        Location location = message.getLocation();
        Map<String, dev.quern.retrieval.Value> metadata = new HashMap<>();
        message.getMetadata().getFieldsMap().forEach((name, value) -> metadata.put(name, value(value)));
        return new dev.quern.retrieval.Passage(
                UUID.fromString(message.getChunkId()),
                message.getDocumentId(),
                message.getTitle(),
                message.getText(),
                message.getScore(),
                message.hasSimilarity() ? Optional.of(message.getSimilarity()) : Optional.empty(),
                new dev.quern.retrieval.Location(
                        location.getOrdinal(),
                        location.getStart(),
                        location.getEnd(),
                        location.getPage(),
                        location.getHeadingPathList()),
                message.getHighlightsList().stream()
                        .map(range -> new dev.quern.retrieval.Passage.Highlight(range.getStart(), range.getEnd()))
                        .toList(),
                message.getExplanation(),
                metadata);
    }

    private static dev.quern.retrieval.Value value(Value message) {
        return switch (message.getKindCase()) {
            case STRING_VALUE -> new dev.quern.retrieval.Value.Text(message.getStringValue());
            case NUMBER_VALUE -> new dev.quern.retrieval.Value.Numeric(message.getNumberValue());
            case BOOL_VALUE -> new dev.quern.retrieval.Value.Flag(message.getBoolValue());
            case STRUCT_VALUE ->
                new dev.quern.retrieval.Value.Time(Instant.parse(
                        message.getStructValue().getFieldsOrThrow(TIME).getStringValue()));
            case NULL_VALUE, LIST_VALUE, KIND_NOT_SET ->
                throw new IllegalArgumentException("no value that was written here");
        };
    }
}
