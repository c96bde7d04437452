package dev.quern.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CanonicalKeyTest {
    @Test
    void isTheSameInWhicheverOrderThePartsAreNamed() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Map<String, String> parts = randomParts(random);
            List<String> names = new ArrayList<>(parts.keySet());
            String before = key(parts, names).digest();

            Collections.shuffle(names, random);

            assertThat(key(parts, names).digest()).isEqualTo(before);
        }
    }

    @Test
    void neverWritesTwoDifferentListsOfPartsAlike() {
        Random random = new Random(2);
        Map<String, Map<String, String>> seen = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            Map<String, String> parts = randomParts(random);

            Map<String, String> other =
                    seen.putIfAbsent(key(parts, parts.keySet()).text(), parts);

            if (other != null) {
                assertThat(other).isEqualTo(parts);
            }
        }
    }

    @Test
    void takesNoNoticeOfHowATextIsSpacedAndComposed() {
        String composed = CanonicalKey.of("q")
                .withText("question", "Qu'est-ce que l'\u00e9t\u00e9 ?")
                .digest();
        String spaced = CanonicalKey.of("q")
                .withText("question", "  Qu'est-ce\u00a0que\n\tl'e\u0301te\u0301 ?\u3000")
                .digest();

        assertThat(spaced).isEqualTo(composed);
    }

    @Test
    void takesNoticeOfEveryCharacterOfOtherParts() {
        assertThat(CanonicalKey.of("q").with("filter", "a b").digest())
                .isNotEqualTo(CanonicalKey.of("q").with("filter", "a  b").digest());
    }

    @Test
    void tellsKindsApartAndIsShort() {
        String answer =
                CanonicalKey.of("answer2").with("a", "x".repeat(100_000)).digest();

        assertThat(answer).startsWith("answer2-").hasSizeLessThan(100);
        assertThat(CanonicalKey.of("search1").with("a", "x".repeat(100_000)).digest())
                .isNotEqualTo(answer);
    }

    @Test
    void takesEachNameOnce() {
        CanonicalKey key = CanonicalKey.of("q").with("a", "1");

        assertThatThrownBy(() -> key.with("a", "2")).isInstanceOf(IllegalArgumentException.class);
    }

    private static CanonicalKey key(Map<String, String> parts, Iterable<String> order) {
        CanonicalKey key = CanonicalKey.of("k");
        order.forEach(name -> key.with(name, parts.getOrDefault(name, "")));
        return key;
    }

    /** Few and short, of characters that stand in the form itself, so that collisions would be found. */
    private static Map<String, String> randomParts(Random random) {
        Map<String, String> parts = new TreeMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            parts.put(randomText(random), randomText(random));
        }
        return parts;
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append("01:a".charAt(random.nextInt(4)));
        }
        return text.toString();
    }
}
