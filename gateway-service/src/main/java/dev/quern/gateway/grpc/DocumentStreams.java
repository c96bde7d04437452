package dev.quern.gateway.grpc;

import com.google.protobuf.ByteString;
import dev.quern.gateway.DocumentNews;
import dev.quern.gateway.Documents.Header;
import dev.quern.gateway.Documents.TextParts;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.ReadDocumentResponse;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import dev.quern.protocol.retrieval.v1.WatchDocumentsResponse;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is said on the streams of documents. Each is read to its very end: a stream that is left before that looks
 * cancelled to the other side.
 */
final class DocumentStreams {
    private static final int PART_BYTES = 64 * 1024;
    /** Who watches leaves this long before the deadline: to run into it would look like a failure of the service. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private DocumentStreams() {}

    static UploadDocumentResponse send(
            BlockingClientCall<UploadDocumentRequest, UploadDocumentResponse> stream,
            Header header,
            InputStream content)
            throws StatusException, InterruptedException {
        boolean open = stream.write(UploadDocumentRequest.newBuilder()
                .setHeader(DocumentMessages.header(header))
                .build());
        while (open) {
            ByteString part = next(content);
            if (part.isEmpty()) {
                break;
            }
            open = stream.write(
                    UploadDocumentRequest.newBuilder().setContent(part).build());
        }
        stream.halfClose();
        UploadDocumentResponse response = required(stream.read());
        required(stream.read() == null ? response : null);
        return response;
    }

    private static ByteString next(InputStream content) {
        try {
            return ByteString.copyFrom(content.readNBytes(PART_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UploadDocumentResponse required(@Nullable UploadDocumentResponse response) {
        if (response == null) {
            throw new QuernException(ErrorCode.INTERNAL, "retrieval-service ended an upload without a word.");
        }
        return response;
    }

    static void read(BlockingClientCall<?, ReadDocumentResponse> stream, TextParts parts)
            throws StatusException, InterruptedException {
        for (ReadDocumentResponse part = stream.read(); part != null; part = stream.read()) {
            parts.on(part.getText());
        }
    }

    /** @return whether the stream has ended by itself */
    static boolean watch(
            BlockingClientCall<?, WatchDocumentsResponse> stream,
            Deadline deadline,
            Duration heartbeat,
            DocumentNews.Listener listener)
            throws StatusException, InterruptedException {
        Duration left = deadline.remaining().minus(MARGIN);
        while (left.isPositive()) {
            Duration patience = left.compareTo(heartbeat) < 0 ? left : heartbeat;
            try {
                WatchDocumentsResponse news = stream.read(patience.toNanos(), TimeUnit.NANOSECONDS);
                if (news == null) {
                    return true;
                }
                listener.on(DocumentMessages.news(news));
            } catch (TimeoutException quiet) {
                listener.on(new DocumentNews.Nothing());
            }
            left = deadline.remaining().minus(MARGIN);
        }
        return false;
    }
}
