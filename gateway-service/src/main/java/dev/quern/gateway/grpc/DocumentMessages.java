package dev.quern.gateway.grpc;

import com.google.protobuf.Timestamp;
import dev.quern.gateway.DocumentNews;
import dev.quern.gateway.Documents;
import dev.quern.gateway.Documents.Header;
import dev.quern.gateway.Page;
import dev.quern.protocol.retrieval.v1.Document;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.ListChunksResponse;
import dev.quern.protocol.retrieval.v1.WatchDocumentsResponse;
import java.time.Instant;
import java.util.Locale;

/** Documents as messages and back. */
final class DocumentMessages {
    private DocumentMessages() {}

    static DocumentHeader header(Header header) {
        return DocumentHeader.newBuilder()
                .setCollection(header.collection())
                .setDocumentId(header.documentId())
                .setTitle(header.title())
                .setSource(header.source())
                .setMediaType(header.mediaType())
                .addAllTags(header.tags())
                .setLanguage(header.language())
                .setMetadata(FieldValues.metadata(header.metadata()))
                .setIdempotencyKey(header.idempotencyKey())
                .build();
    }

    static Documents.Document document(Document document) {
        return new Documents.Document(
                document.getDocumentId(),
                document.getCollection(),
                document.getTitle(),
                document.getSource(),
                document.getMediaType(),
                document.getState().name().replaceFirst("DOCUMENT_STATE_", "").toLowerCase(Locale.ROOT),
                document.getReason(),
                document.getChunksDone(),
                document.getChunksTotal(),
                document.getCharacters(),
                instant(document.getCreatedAt()),
                instant(document.getUpdatedAt()),
                document.getTagsList(),
                document.getLanguage(),
                FieldValues.metadata(document.getMetadata()));
    }

    static DocumentState state(Documents.State state) {
        return switch (state) {
            case PENDING -> DocumentState.DOCUMENT_STATE_PENDING;
            case INDEXING -> DocumentState.DOCUMENT_STATE_INDEXING;
            case READY -> DocumentState.DOCUMENT_STATE_READY;
            case FAILED -> DocumentState.DOCUMENT_STATE_FAILED;
        };
    }

    static DocumentNews news(WatchDocumentsResponse response) {
        return response.getDeleted()
                ? new DocumentNews.Gone(response.getDocument().getDocumentId())
                : new DocumentNews.Present(document(response.getDocument()));
    }

    static Page<Documents.Chunk> chunks(ListChunksResponse response) {
        return new Page<>(
                response.getChunksList().stream()
                        .map(chunk -> new Documents.Chunk(
                                chunk.getChunkId(),
                                chunk.getText(),
                                chunk.getLocation().getOrdinal(),
                                chunk.getLocation().getStart(),
                                chunk.getLocation().getEnd(),
                                chunk.getLocation().getPage(),
                                chunk.getLocation().getHeadingPathList()))
                        .toList(),
                response.getNextPageToken());
    }

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
