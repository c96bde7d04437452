package dev.quern.retrieval.weaviate;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.weaviate.client6.v1.api.WeaviateApiException;
import io.weaviate.client6.v1.api.WeaviateConnectException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What a failure of Weaviate or its client means to a caller. */
final class WeaviateErrors {
    private static final String STORE = "weaviate";
    /** The key is wrong, or there was too little time or too much to do: none of them the request's fault. */
    private static final Set<Integer> PASSING_OR_OPERATORS = Set.of(401, 403, 408, 429);

    private static final String NO_TENANT = "tenant not found";
    /** Parts of what Weaviate (1.35.2) says of an object when the server, not the object, is to blame. */
    private static final List<String> PASSING = List.of(
            NO_TENANT,
            "tenant not active",
            "read-only",
            "readonly",
            "not ready",
            "shut",
            "closed",
            "replica",
            "leader",
            "memory",
            "no space left",
            "too many",
            "overload",
            "deadline",
            "timeout",
            "timed out",
            "cancel",
            "connect",
            "unavailable",
            "eof");

    private WeaviateErrors() {}

    static QuernException translate(Throwable failure) {
        if (failure instanceof QuernException known) {
            return known;
        }
        if (failure instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
            return cancelled(failure);
        }
        if (isRefused(failure)) {
            return refused(failure);
        }
        return QuernException.unavailable(STORE, sentence(failure), failure);
    }

    /**
     * What it means that Weaviate did not store an object of a batch. It gives no more than a sentence: what is known to
     * pass is a matter of time, and anything else is taken to be the object's fault.
     */
    static QuernException notStored(String reason) {
        String lowerCase = reason.toLowerCase(Locale.ROOT);
        IllegalStateException failure = new IllegalStateException("not stored: " + reason);
        return PASSING.stream().anyMatch(lowerCase::contains)
                ? QuernException.unavailable(STORE, sentence(failure), failure)
                : refused(failure);
    }

    /** Whether the collection's objects are gone, or not there yet. */
    static boolean isWithoutTenant(QuernException failure) {
        return failure.getCause() instanceof Exception cause
                && String.valueOf(cause.getMessage()).contains(NO_TENANT);
    }

    private static QuernException refused(Throwable failure) {
        return new QuernException(
                        ErrorCode.INTERNAL,
                        "Weaviate, the document store, refused a request; the log has the details.",
                        failure)
                .withService(STORE);
    }

    static QuernException cancelled(Throwable failure) {
        return new QuernException(ErrorCode.CANCELLED, "The caller went away before the work was done.", failure);
    }

    static QuernException unavailable(String sentence) {
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, sentence).withService(STORE);
    }

    /** Whether the connection is of no more use, while a new one may be. */
    static boolean isUnreachable(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof WeaviateConnectException
                || (failure instanceof WeaviateApiException answer && isGrpc(answer, "UNAVAILABLE"));
    }

    static boolean isNotFound(Throwable failure) {
        return isHttp(failure, 404);
    }

    /** What Weaviate answers to a second creation of the same thing, and to other things that it cannot process. */
    static boolean isUnprocessable(Throwable failure) {
        return isHttp(failure, 422);
    }

    /** Whether the same request would be refused again, because of what it says and not of the server's state. */
    private static boolean isRefused(Throwable failure) {
        if (!(failure instanceof WeaviateApiException answer) || !answer.isHTTP()) {
            return false;
        }
        Integer status = answer.httpStatusCode();
        return status != null && status >= 400 && status < 500 && !PASSING_OR_OPERATORS.contains(status);
    }

    private static String sentence(Throwable failure) {
        if (isUnreachable(failure)) {
            return "Weaviate cannot be reached: the document store is not available.";
        }
        if (failure instanceof WeaviateApiException answer) {
            if (isGrpc(answer, "DEADLINE_EXCEEDED")) {
                return late();
            }
            if (isGrpc(answer, "UNAUTHENTICATED")
                    || isGrpc(answer, "PERMISSION_DENIED")
                    || isHttp(answer, 401)
                    || isHttp(answer, 403)) {
                return "Weaviate refuses Quern's key: see quern.retrieval.weaviate.api-key.";
            }
        }
        return "Weaviate, the document store, could not do its work.";
    }

    static String late() {
        return "Weaviate, the document store, did not answer in time.";
    }

    private static boolean isGrpc(WeaviateApiException answer, String status) {
        return answer.isGPRC() && status.equals(answer.grpcStatusCode());
    }

    private static boolean isHttp(Throwable failure, int status) {
        return failure instanceof WeaviateApiException answer
                && answer.isHTTP()
                && Objects.equals(answer.httpStatusCode(), status);
    }
}
