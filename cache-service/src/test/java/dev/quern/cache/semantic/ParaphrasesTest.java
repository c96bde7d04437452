package dev.quern.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ParaphrasesTest {
    /** Seven in ten of them have vectors that are alike at least as much. */
    private static final double USUAL_COSINE = 0.95;

    /** As the gateway sends it: no more than the script is known. */
    private static final String LANGUAGE = "und-Latn";

    private static final double FLOOR = 0.6;

    @Test
    void mostOfThemAreHits() throws IOException {
        // Given
        List<String[]> pairs = read();

        // When
        long hits = pairs.stream().filter(pair -> isHit(pair[0], pair[1])).count();

        // Then
        assertThat(pairs).hasSizeGreaterThanOrEqualTo(60);
        assertThat(hits).isGreaterThanOrEqualTo((long) (FLOOR * pairs.size()));
    }

    private static boolean isHit(String asked, String stored) {
        Match match = QuestionMatcher.match(
                AskedQuestion.of(asked, LANGUAGE), AskedQuestion.of(stored, LANGUAGE), USUAL_COSINE);
        return match.conflict().isEmpty() && match.score() >= QuestionMatcher.DEFAULT_THRESHOLD;
    }

    private static List<String[]> read() throws IOException {
        try (InputStream file = Objects.requireNonNull(ParaphrasesTest.class.getResourceAsStream("paraphrases.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .toList();
        }
    }
}
