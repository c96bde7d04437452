package dev.quern.embedding.http;

import dev.quern.embedding.ProviderSettings;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.RetryAfter;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * All that can go wrong with a provider, as Quern's own failures. Callers learn which model it is about; what the
 * provider says, and where it is, is for the log.
 */
final class ProviderFailures {
    private static final Logger LOG = Logger.getLogger(ProviderFailures.class);
    private static final Duration USUAL_RETRY = Duration.ofSeconds(2);

    private final String server;
    /** Not the whole service's fault, or callers would leave alone its other models too. */
    private final String part;

    private final String model;
    private final Subject subject;
    private final ProviderSettings provider;

    ProviderFailures(String model, Subject subject, ProviderSettings provider) {
        this.server = "The server of the model `" + model + "`";
        this.part = "embedding model " + model;
        this.model = model;
        this.subject = subject;
        this.provider = provider;
    }

    /** @param response any but a good one */
    QuernException refused(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 401) {
            // What is said about a key may show parts of it.
            return unavailable(" refuses our key (401): see " + provider.key() + ".api-key.");
        }
        ServerMessage message = ServerMessage.of(response.body(), provider.apiKey());
        LOG.warnf("%s answers %d: %s", provider, (Integer) status, message);
        return switch (status) {
            case 403 -> unavailable(" refuses our key (403): see " + provider.key() + ".api-key.");
            case 404 -> unavailable(" does not know the model, or has another address (404).");
            case 413 -> tooLong();
            case 429 ->
                QuernException.overloaded(
                                server + " has no room for more calls (429).",
                                RetryAfter.of(response.headers(), Instant.now()).orElse(USUAL_RETRY))
                        .withService(part);
            case 400, 422 -> message.saysTooLong() ? tooLong() : notAccepted(status);
            // llama.cpp has this status for a text that is longer than its batch.
            case 500 -> message.saysTooLong() ? tooLong() : failed(response);
            default -> failed(response);
        };
    }

    QuernException unreachable(IOException cause) {
        return unavailable(" cannot be reached.", cause);
    }

    QuernException brokenOff(IOException cause) {
        return unavailable(" broke off its answer, or its answer is too large.", cause);
    }

    QuernException notUnderstood(IOException cause) {
        return unavailable(" sent what is not the answer to the question.", cause);
    }

    QuernException otherDimensions(int expected, int found) {
        return unavailable(" gives vectors of " + found + " components and not of " + expected + ".");
    }

    /** The provider's own limit, with time left to the caller. */
    QuernException tooSlow(Exception cause) {
        return unavailable(" did not answer within " + seconds(provider.timeout()) + ".", cause);
    }

    QuernException late(Exception cause) {
        return new QuernException(ErrorCode.DEADLINE_EXCEEDED, server + " did not answer in time.", cause)
                .withService(part);
    }

    QuernException closed() {
        return unavailable(" is not asked any more: embedding-service is shutting down.");
    }

    QuernException failing(String lastFailure) {
        return unavailable(" fails again and again. Last failure: " + lastFailure);
    }

    /** Only what was sent for one of the inputs: worth to ask for the others without it. */
    QuernException unusable() {
        return new QuernException(
                        ErrorCode.INTERNAL, subject.name + " has no usable result from the model `" + model + "`.")
                .withService(part);
    }

    /** What a model would leave out. */
    QuernException tooLong() {
        return QuernException.invalid(
                subject.field,
                subject.name + " is longer than the model `" + model + "` reads, and it is not cut: split it.");
    }

    private static String seconds(Duration time) {
        String number =
                BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
        return number + (number.equals("1") ? " second" : " seconds");
    }

    private QuernException notAccepted(int status) {
        return QuernException.invalid(
                subject.field,
                subject.name + " is not accepted by the server of the model `" + model + "` (" + status
                        + "); the log of embedding-service says why.");
    }

    private QuernException failed(HttpResponse<?> response) {
        int status = response.statusCode();
        QuernException failure = unavailable(
                status / 100 == 3
                        ? " sends us elsewhere, where we do not go (" + status + ")."
                        : " failed (" + status + ").");
        return RetryAfter.of(response.headers(), Instant.now())
                .map(failure::withRetryAfter)
                .orElse(failure);
    }

    private QuernException unavailable(String what) {
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, server + what).withService(part);
    }

    private QuernException unavailable(String what, Throwable cause) {
        return QuernException.unavailable(part, server + what, cause);
    }
}
