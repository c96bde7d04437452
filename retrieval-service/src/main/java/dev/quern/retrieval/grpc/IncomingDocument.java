package dev.quern.retrieval.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.retrieval.Ingestion;
import dev.quern.retrieval.Upload;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** The messages of one upload: exactly one header, then content. They arrive one after the other. */
final class IncomingDocument {
    private final String tenant;
    private final Ingestion ingestion;
    private final Runnable next;
    private volatile @Nullable Upload upload;
    private volatile boolean closed;

    /** @param next asks for the next message */
    IncomingDocument(String tenant, Ingestion ingestion, Runnable next) {
        this.tenant = tenant;
        this.ingestion = ingestion;
        this.next = next;
    }

    /** Takes the next message, away from the event loop: the disk may be slow. */
    Uni<Void> add(UploadDocumentRequest message) {
        return Uni.createFrom().voidItem().emitOn(VirtualThreads.executor()).invoke(() -> {
            take(message);
            next.run();
        });
    }

    private void take(UploadDocumentRequest message) {
        Upload begun = upload;
        switch (message.getPartCase()) {
            case HEADER -> {
                if (begun != null) {
                    throw QuernException.invalid("header", "An upload has one header.");
                }
                upload = ingestion.begin(Messages.newDocument(tenant, message.getHeader()));
                if (closed) {
                    close();
                }
            }
            case CONTENT -> header(begun).add(message.getContent().asReadOnlyByteBuffer());
            case PART_NOT_SET -> throw QuernException.invalid("part", "A message holds a header or content.");
        }
    }

    /** What has arrived once the last message is in. */
    Upload complete() {
        return header(upload);
    }

    private static Upload header(@Nullable Upload begun) {
        if (begun == null) {
            throw QuernException.invalid("header", "An upload begins with the document's header.");
        }
        return begun;
    }

    /** Removes what has arrived, by and by. */
    void close() {
        closed = true;
        Upload begun = upload;
        if (begun != null) {
            VirtualThreads.executor().execute(begun::close);
        }
    }
}
