package dev.quern.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                "999999999 | 3600",
                "Sun, 01 Mar 2026 12:00:20 GMT | 20",
                "Sun, 01 Mar 2026 11:00:00 GMT | 0",
                "Fri, 31 Dec 2100 23:59:59 GMT | 3600",
            })
    void readsSecondsAndDatesUpToAnHour(String value, long seconds) {
        assertThat(of(value)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "1.5", "", "99999999999999999999", "2026-03-01T12:00:20Z"})
    void ignoresWhatItDoesNotUnderstand(String value) {
        assertThat(of(value)).isEmpty();
    }

    @Test
    void isEmptyWhenTheServerDoesNotSay() {
        assertThat(RetryAfter.of(HttpHeaders.of(Map.of(), (_, _) -> true), NOW)).isEmpty();
    }

    private static Optional<Duration> of(String value) {
        return RetryAfter.of(HttpHeaders.of(Map.of("retry-after", List.of(value)), (_, _) -> true), NOW);
    }
}
