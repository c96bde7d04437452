package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExcerptsTest {

    @Test
    void readsOverlappingPiecesFromPartsOfAnySize() {
        Random random = new Random(4);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            List<String> parts = new ArrayList<>();
            while (text.length() < 300) {
                String part = Integer.toString(random.nextInt(), 36).repeat(1 + random.nextInt(5));
                parts.add(part);
                text.append(part);
            }
            Excerpts excerpts = new Excerpts(DocumentText.ofParts(parts));

            // Each begins at or after the one before; it may end before that one does, or be far behind it.
            for (int start = 0; start < text.length(); start += random.nextInt(60)) {
                int end = Math.min(text.length(), start + random.nextInt(80));
                assertThat(excerpts.read(new Location(0, start, end, 0, List.of())))
                        .isEqualTo(text.substring(start, end));
            }
        }
    }

    @Test
    void takesNoPartBeforeItIsNeeded() {
        AtomicInteger taken = new AtomicInteger();
        Iterator<String> parts = Collections.nCopies(10, "part").iterator();
        Excerpts excerpts = new Excerpts(() -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return parts.hasNext();
            }

            @Override
            public String next() {
                taken.incrementAndGet();
                return parts.next();
            }
        });

        assertThat(excerpts.read(new Location(0, 2, 8, 0, List.of()))).isEqualTo("rtpart");
        assertThat(taken.get()).isEqualTo(2);
        assertThat(excerpts.read(new Location(1, 30, 31, 0, List.of()))).isEqualTo("r");
        assertThat(taken.get()).isEqualTo(8);
    }
}
