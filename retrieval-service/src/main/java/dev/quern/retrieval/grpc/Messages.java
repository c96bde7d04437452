package dev.quern.retrieval.grpc;

import com.google.protobuf.Timestamp;
import dev.quern.protocol.retrieval.v1.Document;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.Highlight;
import dev.quern.protocol.retrieval.v1.Location;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.PlanStep;
import dev.quern.protocol.retrieval.v1.SearchPlan;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.NewDocument;
import dev.quern.retrieval.SearchResult;
import java.time.Instant;
import java.util.Optional;

/** The domain's records as messages and back. */
final class Messages {
    private Messages() {}

    static NewDocument newDocument(String tenant, DocumentHeader header) {
        return new NewDocument(
                new CollectionId(tenant, header.getCollection()),
                Optional.of(header.getDocumentId()).filter(name -> !name.isEmpty()),
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

    static SearchResponse searchResponse(SearchResult result) {
        SearchResponse.Builder response = SearchResponse.newBuilder()
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
                .setLocation(Location.newBuilder()
                        .setOrdinal(passage.location().ordinal())
                        .setStart(passage.location().start())
                        .setEnd(passage.location().end())
                        .addAllHeadingPath(passage.location().headingPath()));
        passage.similarity().ifPresent(message::setSimilarity);
        passage.highlights()
                .forEach(highlight -> message.addHighlights(
                        Highlight.newBuilder().setStart(highlight.start()).setEnd(highlight.end())));
        return message.build();
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
