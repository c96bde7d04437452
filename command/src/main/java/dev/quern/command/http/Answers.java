package dev.quern.command.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.quern.command.BusyException;
import dev.quern.command.DocumentServer.Status;
import dev.quern.command.DocumentState;
import dev.quern.command.RefusedException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the server's answers mean. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    private Answers() {}

    /** @return the body of a success; missing when it is no JSON */
    static JsonNode body(HttpResponse<byte[]> answer) throws IOException {
        int status = answer.statusCode();
        JsonNode body = json(answer.body());
        if (status / 100 == 2) {
            return body;
        }
        String sentence = body.path("detail").asText("").strip();
        String told = sentence.isEmpty() ? "The server answered with status " + status + "." : sentence;
        if (BUSY.contains(status)) {
            throw new BusyException(told, retryAfter(answer.headers()));
        }
        String field = body.path("field").asText("");
        String code = body.path("code").asText("");
        throw new RefusedException(
                status, code, field.isEmpty() || told.contains(field) ? told : told + " (" + field + ")");
    }

    static Status status(JsonNode document) throws IOException {
        String state = document.path("status").asText("");
        try {
            return new Status(
                    DocumentState.valueOf(state.toUpperCase(Locale.ROOT)),
                    document.path("reason").asText(""));
        } catch (IllegalArgumentException e) {
            throw new IOException("it is not Quern that answers there", e);
        }
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** Seconds or a date, as RFC 9110 allows. */
    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After").map(String::strip).flatMap(value -> {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            try {
                Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                Duration left = Duration.between(Instant.now(), then);
                return Optional.of(left.isNegative() ? Duration.ZERO : left);
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }
}
