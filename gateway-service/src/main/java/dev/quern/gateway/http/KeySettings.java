package dev.quern.gateway.http;

import dev.quern.gateway.KeyAdministration;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What bodies say of a key, checked. */
final class KeySettings {
    private static final int LONGEST_NAME = 100;
    private static final Duration LONGEST = Duration.ofDays(3650);

    private KeySettings() {}

    static KeyAdministration.Settings of(
            @Nullable String name,
            @Nullable String priority,
            @Nullable Integer requestsPerMinute,
            @Nullable Long tokensPerDay,
            @Nullable String expiresAt,
            @Nullable Long expiresIn) {
        return new KeyAdministration.Settings(
                name(name),
                Words.read("priority", priority, Priority.values()).orElse(Priority.INTERACTIVE),
                requestsPerMinute == null
                        ? OptionalInt.empty()
                        : OptionalInt.of((int) positive("requests_per_minute", requestsPerMinute)),
                tokensPerDay == null ? OptionalLong.empty() : OptionalLong.of(positive("tokens_per_day", tokensPerDay)),
                end(expiresAt, expiresIn));
    }

    /** @param field that has the seconds */
    static Duration seconds(String field, long seconds, long least) {
        if (seconds < least || seconds > LONGEST.toSeconds()) {
            throw QuernException.invalid(
                    field,
                    "`" + field + "` is a number of seconds, from " + least + " to " + LONGEST.toSeconds() + ".");
        }
        return Duration.ofSeconds(seconds);
    }

    private static String name(@Nullable String name) {
        if (name == null
                || name.isBlank()
                || name.codePointCount(0, name.length()) > LONGEST_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw QuernException.invalid(
                    "name",
                    "`name` is what the key is called: 1 to " + LONGEST_NAME + " characters, no control characters.");
        }
        return name;
    }

    private static long positive(String field, long number) {
        if (number < 1) {
            throw QuernException.invalid(field, "`" + field + "` is 1 or more.");
        }
        return number;
    }

    private static Optional<Instant> end(@Nullable String expiresAt, @Nullable Long expiresIn) {
        if (expiresAt == null) {
            return Optional.ofNullable(expiresIn).map(seconds -> Instant.now().plus(seconds("expires_in", seconds, 1)));
        }
        if (expiresIn != null) {
            throw QuernException.invalid("expires_in", "Either `expires_at` or `expires_in` is possible, not both.");
        }
        try {
            Instant end = Instant.parse(expiresAt);
            Instant now = Instant.now();
            if (end.isAfter(now) && end.isBefore(now.plus(LONGEST))) {
                return Optional.of(end);
            }
        } catch (DateTimeParseException notATime) {
            // Said below.
        }
        throw QuernException.invalid(
                "expires_at", "`expires_at` is a time to come within ten years, such as 2030-01-31T12:00:00Z.");
    }
}
