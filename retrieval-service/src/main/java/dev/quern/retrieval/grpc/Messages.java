package dev.quern.retrieval.grpc;

import com.google.protobuf.Timestamp;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Chunk;
import dev.quern.protocol.retrieval.v1.Document;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.Highlight;
import dev.quern.protocol.retrieval.v1.Location;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.PlanStep;
import dev.quern.protocol.retrieval.v1.SearchPlan;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.WatchDocumentsResponse;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.NewDocument;
import dev.quern.retrieval.SearchResult;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The domain's records as messages and back. */
final class Messages {
    private Messages() {}

    static NewDocument newDocument(String tenant, DocumentHeader header) {
        return new NewDocument(
                new CollectionId(tenant, header.getCollection()),
                Optional.of(header.getDocumentId()).filter(name -> !name.isEmpty()),
                header.getIdempotencyKey(),
                new dev.quern.retrieval.DocumentHeader(
                        header.getTitle(),
                        header.getSource(),
                        header.getMediaType(),
                        header.getTagsList(),
                        header.getLanguage(),
                        ValueMessages.metadata(header.getMetadata())));
    }

    static Document document(dev.quern.retrieval.Document document) {
        dev.quern.retrieval.DocumentHeader header = document.header();
        return Document.newBuilder()
                .setDocumentId(document.id().name())
                .setCollection(document.id().collection().name())
                .setTitle(header.title())
                .setSource(header.source())
                .setMediaType(header.mediaType())
                .addAllTags(header.tags())
                .setLanguage(header.language())
                .setMetadata(ValueMessages.metadata(header.metadata()))
                .setState(state(document.state()))
                .setReason(document.reason())
                .setChunksDone(document.chunksDone())
                .setChunksTotal(document.chunksTotal())
                .setCharacters(document.characters())
                .setContentHash(document.contentHash())
                .setCreatedAt(timestamp(document.createdAt()))
                .setUpdatedAt(timestamp(document.updatedAt()))
                .build();
    }

    static SearchResponse searchResponse(SearchResult result, String epoch) {
        SearchResponse.Builder response = SearchResponse.newBuilder()
                .setSearchEpoch(epoch)
                .setCollectionVersion(result.collectionVersion())
                .addAllDegraded(result.degraded());
        result.passages().forEach(passage -> response.addPassages(passage(passage)));
        if (!result.plan().isEmpty()) {
            SearchPlan.Builder plan = SearchPlan.newBuilder();
            result.plan().forEach(step -> plan.addSteps(step(step)));
            response.setPlan(plan);
        }
        return response.build();
    }

    private static PlanStep step(dev.quern.retrieval.PlanStep step) {
        PlanStep.Builder message = PlanStep.newBuilder()
                .setName(step.name())
                .setDetail(step.detail())
                .setMicros(step.time().toNanos() / 1000)
                .setCandidates(step.candidates());
        step.selectivity().ifPresent(message::setSelectivity);
        return message.build();
    }

    static Passage passage(dev.quern.retrieval.Passage passage) {
        Passage.Builder message = Passage.newBuilder()
                .setChunkId(passage.chunkId().toString())
                .setDocumentId(passage.documentId())
                .setTitle(passage.title())
                .setText(passage.text())
                .setScore(passage.score())
                .setExplanation(passage.explanation())
                .setMetadata(ValueMessages.metadata(passage.metadata()))
                .setLocation(location(passage.location()));
        passage.similarity().ifPresent(message::setSimilarity);
        passage.highlights()
                .forEach(highlight -> message.addHighlights(
                        Highlight.newBuilder().setStart(highlight.start()).setEnd(highlight.end())));
        return message.build();
    }

    static Chunk chunk(dev.quern.retrieval.Chunk chunk) {
        return Chunk.newBuilder()
                .setChunkId(chunk.id().toString())
                .setText(chunk.text())
                .setLocation(location(chunk.location()))
                .build();
    }

    private static Location location(dev.quern.retrieval.Location location) {
        return Location.newBuilder()
                .setOrdinal(location.ordinal())
                .setStart(location.start())
                .setEnd(location.end())
                .setPage(location.page())
                .addAllHeadingPath(location.headingPath())
                .build();
    }

    static WatchDocumentsResponse watched(DocumentId id, Optional<dev.quern.retrieval.Document> now) {
        return WatchDocumentsResponse.newBuilder()
                .setDocument(now.map(Messages::document)
                        .orElseGet(() ->
                                Document.newBuilder().setDocumentId(id.name()).build()))
                .setDeleted(now.isEmpty())
                .build();
    }

    static Set<dev.quern.retrieval.DocumentState> states(List<DocumentState> states) {
        Set<dev.quern.retrieval.DocumentState> wanted = EnumSet.noneOf(dev.quern.retrieval.DocumentState.class);
        for (DocumentState state : states) {
            wanted.add(
                    switch (state) {
                        case DOCUMENT_STATE_PENDING -> dev.quern.retrieval.DocumentState.PENDING;
                        case DOCUMENT_STATE_INDEXING -> dev.quern.retrieval.DocumentState.INDEXING;
                        case DOCUMENT_STATE_READY -> dev.quern.retrieval.DocumentState.READY;
                        case DOCUMENT_STATE_FAILED -> dev.quern.retrieval.DocumentState.FAILED;
                        case DOCUMENT_STATE_UNSPECIFIED, UNRECOGNIZED ->
                            throw QuernException.invalid("states", "A state is pending, indexing, ready or failed.");
                    });
        }
        return wanted;
    }

    private static DocumentState state(dev.quern.retrieval.DocumentState state) {
        return switch (state) {
            case PENDING -> DocumentState.DOCUMENT_STATE_PENDING;
            case INDEXING -> DocumentState.DOCUMENT_STATE_INDEXING;
            case READY -> DocumentState.DOCUMENT_STATE_READY;
            case FAILED -> DocumentState.DOCUMENT_STATE_FAILED;
        };
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
