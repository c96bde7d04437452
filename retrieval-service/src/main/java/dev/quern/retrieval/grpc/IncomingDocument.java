package dev.quern.retrieval.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.retrieval.Ingestion;
import dev.quern.retrieval.Upload;
import org.jspecify.annotations.Nullable;

/** The messages of one upload: exactly one header, then content. They arrive one after the other. */
final class IncomingDocument implements AutoCloseable {
    private final String tenant;
    private final Ingestion ingestion;
    private volatile @Nullable Upload upload;

    IncomingDocument(String tenant, Ingestion ingestion) {
        this.tenant = tenant;
        this.ingestion = ingestion;
    }

    /** Takes the next message; never waits. */
    void add(UploadDocumentRequest message) {
        Upload begun = upload;
        switch (message.getPartCase()) {
            case HEADER -> {
                if (begun != null) {
                    throw QuernException.invalid("header", "An upload has one header.");
                }
                upload = ingestion.begin(Messages.newDocument(tenant, message.getHeader()));
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

    @Override
    public void close() {
        Upload begun = upload;
        if (begun != null) {
            begun.close();
        }
    }
}
