package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StoredMetadataTest {
    @Test
    void comesBackAsItWasWritten() {
        Random random = new Random(20260303);
        for (int i = 0; i < 200; i++) {
            Map<String, Value> metadata = new HashMap<>();
            for (int field = random.nextInt(5); field > 0; field--) {
                metadata.put("field-" + field, value(random));
            }

            assertThat(StoredMetadata.read(StoredMetadata.write(metadata))).isEqualTo(metadata);
        }
    }

    private static Value value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Value.Text(text(random));
            case 1 -> new Value.Numeric(random.nextGaussian() * 1e6);
            case 2 -> new Value.Flag(random.nextBoolean());
            default -> new Value.Time(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)));
        };
    }

    private static String text(Random random) {
        String letters = "a=:; ß世\n";
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
