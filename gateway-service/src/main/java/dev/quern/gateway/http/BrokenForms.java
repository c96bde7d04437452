package dev.quern.gateway.http;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser.MalformedMessageException;

/** What is wrong with a form that the HTTP layer could not read: it throws what any other code might throw too. */
final class BrokenForms {
    static final String CUT_OFF = "Connection terminated";
    private static final String TOO_MANY = "Param limit of";

    private BrokenForms() {}

    /** Empty for a failure of another kind. */
    static Optional<QuernException> said(Throwable failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        if (failure instanceof MalformedMessageException
                || (failure instanceof IOException && message.startsWith(CUT_OFF))) {
            return Optional.of(QuernException.invalid(
                    "body", "The body is not a whole `multipart/form-data`: it is broken or was cut off."));
        }
        if (failure instanceof RuntimeException && message.startsWith(TOO_MANY)) {
            return Optional.of(new QuernException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "The body has far too many parts: a batch has at most " + UploadResource.MOST_FILES
                                    + " files.")
                    .withField("file"));
        }
        return Optional.empty();
    }
}
