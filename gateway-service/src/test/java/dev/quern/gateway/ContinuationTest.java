package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContinuationTest {
    private static final PlainEvents CODEC = new PlainEvents();
    private static final Sources SOURCES = new Sources(List.of());

    @Test
    void tellsEverythingWhenNothingWasTold() {
        assertThat(again(List.of(), true, new Status("a"), SOURCES, chunk("It"), last()))
                .containsExactly("status:a", "sources:[]", "chunk:It", "chunk:.");
    }

    @Test
    void tellsTheRestOnlyWhenTheAnswerIsTheSame() {
        List<LoggedEvent> told = told("status:a", "sources:[]", "chunk:It gri");

        assertThat(again(told, true, new Status("a"), SOURCES, chunk("It "), chunk("grinds"), chunk(" grain"), last()))
                .containsExactly("chunk:nds", "chunk: grain", "chunk:.");
    }

    @Test
    void beginsAnewWhereTheAnswersPart() {
        List<LoggedEvent> told = told("sources:[]", "chunk:It gri");

        assertThat(again(told, true, SOURCES, chunk("It "), chunk("mills"), last()))
                .containsExactly("restart:", "sources:[]", "chunk:It ", "chunk:mills", "chunk:.");
    }

    @Test
    void beginsAnewWhenTheAnswerIsShorter() {
        List<LoggedEvent> told = told("sources:[]", "chunk:It gri");

        assertThat(again(told, true, SOURCES, chunk("It "), last()))
                .containsExactly("restart:", "sources:[]", "chunk:It ", "chunk:.");
    }

    @Test
    void beginsAnewWithOtherSources() {
        assertThat(again(told("sources:[d1]"), true, SOURCES, chunk("It")))
                .containsExactly("restart:", "sources:[]", "chunk:It");
    }

    @Test
    void beginsAnewWhenAClientHasSeenWhatIsNotKnown() {
        assertThat(again(told("sources:[]", "chunk:It"), false, SOURCES, chunk("It")))
                .containsExactly("restart:", "sources:[]", "chunk:It");
    }

    @Test
    void comparesOnlyWithWhatCameAfterTheLastBeginning() {
        List<LoggedEvent> told = told("sources:[]", "chunk:No", "restart:", "sources:[]", "chunk:It");

        assertThat(again(told, true, SOURCES, chunk("It is"))).containsExactly("chunk: is");
    }

    /** Wherever it was cut off and however it is cut up: what a client puts together is the answer, and ends once. */
    @Test
    void leavesTheClientWithTheNewAnswer() {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            String first = word(random);
            String second = random.nextBoolean() ? first : word(random);
            List<LoggedEvent> told = told(
                    first.isEmpty()
                            ? new String[] {"sources:[]"}
                            : new String[] {
                                "sources:[]", "chunk:" + first.substring(0, random.nextInt(first.length()) + 1)
                            });
            List<AnswerEvent> events = new ArrayList<>(List.of(SOURCES));
            for (int from = 0; from < second.length(); ) {
                int to = from + 1 + random.nextInt(second.length() - from);
                events.add(chunk(second.substring(from, to)));
                from = to;
            }
            events.add(last());

            List<String> all = new ArrayList<>(told.stream()
                    .map(event -> event.name() + ":" + event.data())
                    .toList());
            all.addAll(again(told, true, events.toArray(AnswerEvent[]::new)));

            assertThat(together(all)).isEqualTo(second + ".");
        }
    }

    private static String together(List<String> events) {
        StringBuilder text = new StringBuilder();
        for (String event : events) {
            if (event.startsWith("restart:")) {
                text.setLength(0);
            } else if (event.startsWith("chunk:")) {
                text.append(event.substring("chunk:".length()));
            }
        }
        return text.toString();
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            word.append(random.nextBoolean() ? 'a' : 'b');
        }
        return word.toString();
    }

    private static List<String> again(List<LoggedEvent> told, boolean whole, AnswerEvent... events) {
        Continuation continuation = new Continuation(CODEC, told, whole);
        return Arrays.stream(events)
                .flatMap(event -> continuation.next(event).stream())
                .map(written -> written.name() + ":" + written.data())
                .toList();
    }

    private static List<LoggedEvent> told(String... events) {
        List<LoggedEvent> told = new ArrayList<>();
        for (String event : events) {
            int colon = event.indexOf(':');
            told.add(new LoggedEvent(told.size() + 1L, event.substring(0, colon), event.substring(colon + 1)));
        }
        return told;
    }

    private static ResponseChunk chunk(String text) {
        return new ResponseChunk(text, false);
    }

    private static ResponseChunk last() {
        return new ResponseChunk("", true);
    }
}
