package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.llm.ApiKey;
import dev.quern.llm.ModelFailures;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.RetryAfter;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;

/** What a server's refusals mean. */
final class Refusals {
    private final ModelFailures failures;
    private final Optional<ApiKey> secret;

    Refusals(ModelFailures failures, Optional<ApiKey> secret) {
        this.failures = failures;
        this.secret = secret;
    }

    /** @param body its beginning */
    QuernException of(int status, HttpHeaders headers, byte[] body) {
        ServerMessage message = ServerMessage.of(body, secret);
        QuernException failure = of(status, message);
        return RetryAfter.of(headers, Instant.now())
                .filter(_ -> status == 429 || status >= 500)
                .map(failure::withRetryAfter)
                .orElse(failure);
    }

    /** The server reports a failure in the middle of a stream. */
    QuernException inStream(JsonNode error) {
        String type = Json.text(error.path("error"), "type");
        ServerMessage message = ServerMessage.of(error, secret);
        if (type.equals("overloaded_error") || type.equals("rate_limit_error")) {
            return failures.busy(" is busy" + message);
        }
        return message.saysFiltered() ? filtered() : failures.unavailable(" failed while it answered" + message);
    }

    QuernException filtered() {
        return failures.refused(" may not answer this: the content filter of its provider forbids it.");
    }

    QuernException noStream(String contentType) {
        return failures.unavailable(" answered with " + contentType.replaceAll("[^\\w/.+-].*", "")
                + " where a stream should come; is its `base-url` right?");
    }

    private QuernException of(int status, ServerMessage message) {
        return switch (status) {
            // The server's own words could repeat a part of the key.
            case 401, 403 -> failures.unavailable(" does not accept the configured API key (" + status + ").");
            case 404 -> failures.unavailable(" is not there under this name and `base-url` (404)" + message);
            case 429 ->
                message.saysQuotaSpent()
                        ? failures.unavailable(" has no quota left at its provider (429)" + message)
                        : failures.busy(" is busy (429)" + message);
            case 529 -> failures.busy(" is busy (529)" + message);
            case 400, 413, 422 -> refusal(status, message);
            case 503 -> failures.unavailable(" is not ready (503)" + message);
            default ->
                status / 100 == 3
                        ? failures.unavailable(" sends us elsewhere, where we do not go (" + status + ").")
                        : failures.unavailable(" failed (" + status + ")" + message);
        };
    }

    private QuernException refusal(int status, ServerMessage message) {
        if (message.saysTooLong()) {
            return QuernException.invalid("prompt", failures.subject() + " takes fewer tokens" + message);
        }
        return message.saysFiltered()
                ? filtered()
                : failures.misconfigured(" does not take requests as it is configured (" + status + ")" + message);
    }
}
