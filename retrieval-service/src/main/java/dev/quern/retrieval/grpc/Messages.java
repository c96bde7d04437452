package dev.quern.retrieval.grpc;

import com.google.protobuf.Timestamp;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Distance;
import dev.quern.protocol.retrieval.v1.Document;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.IndexProfile;
import dev.quern.protocol.retrieval.v1.Location;
import dev.quern.protocol.retrieval.v1.Passage;
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
        if (header.getMetadata().getFieldsCount() > 0) {
            throw QuernException.invalid("metadata", "Metadata of documents is not supported yet.");
        }
        return new NewDocument(
                new CollectionId(tenant, header.getCollection()),
                Optional.of(header.getDocumentId()).filter(name -> !name.isEmpty()),
                new dev.quern.retrieval.DocumentHeader(
                        header.getTitle(),
                        header.getSource(),
                        header.getMediaType(),
                        header.getTagsList(),
                        header.getLanguage()));
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

    static Collection collection(dev.quern.retrieval.Collection collection) {
        return Collection.newBuilder()
                .setName(collection.id().name())
                .setEmbeddingModel(collection.settings().embeddingModel())
                .setDimensions(collection.settings().dimensions())
                .setDistance(Distance.DISTANCE_COSINE)
                .setProfile(IndexProfile.INDEX_PROFILE_HNSW)
                .setVersion(collection.version())
                .setDocuments(collection.documents())
                .setPassages(collection.passages())
                .setCreatedAt(timestamp(collection.createdAt()))
                .build();
    }

    static SearchResponse searchResponse(SearchResult result) {
        SearchResponse.Builder response = SearchResponse.newBuilder().setCollectionVersion(result.collectionVersion());
        result.passages().forEach(passage -> response.addPassages(passage(passage)));
        return response.build();
    }

    private static Passage passage(dev.quern.retrieval.Passage passage) {
        Passage.Builder message = Passage.newBuilder()
                .setChunkId(passage.chunkId().toString())
                .setDocumentId(passage.documentId())
                .setTitle(passage.title())
                .setText(passage.text())
                .setScore(passage.score())
                .setLocation(Location.newBuilder()
                        .setOrdinal(passage.location().ordinal())
                        .setStart(passage.location().start())
                        .setEnd(passage.location().end())
                        .addAllHeadingPath(passage.location().headingPath()));
        passage.similarity().ifPresent(message::setSimilarity);
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

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
