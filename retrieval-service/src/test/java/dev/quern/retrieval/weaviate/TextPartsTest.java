package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextPartsTest {
    @Test
    void thePartsMakeUpTheTextAgainAndCutNoCharacterInTwo() {
        Random random = new Random(20260101);
        for (int round = 0; round < 200; round++) {
            String text = randomText(random, random.nextInt(40));
            int longest = 2 + random.nextInt(6);

            List<String> parts = TextParts.split(text, longest);

            assertThat(String.join("", parts)).isEqualTo(text);
            assertThat(parts).allSatisfy(part -> {
                assertThat(part).isNotEmpty().hasSizeLessThanOrEqualTo(longest);
                assertThat(Character.isLowSurrogate(part.charAt(0))).isFalse();
            });
        }
    }

    private static String randomText(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextBoolean() ? "a" : "🌾");
        }
        return text.toString();
    }
}
