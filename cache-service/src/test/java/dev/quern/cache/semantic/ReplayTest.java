package dev.quern.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.Tag;
import dev.quern.cache.Values;
import dev.quern.cache.semantic.SemanticArchive.Change;
import dev.quern.cache.semantic.SemanticArchive.Page;
import dev.quern.cache.semantic.SemanticArchive.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final Tag DOCUMENT = Values.document("d");
    private static final long EACH = question("a").bytes();

    private final Replay replay = new Replay(Position.BEGIN, 100, 3 * EACH);

    @Test
    void keepsNoMoreBytesThanItMayAndOfThoseTheLatest() {
        add(question("a"), question("b"), question("c"), question("d"), question("e"));

        assertThat(ids()).containsExactly("c", "d", "e");
    }

    @Test
    void leavesOutWhatIsTooLargeAltogether() {
        add(question("a"), question("b", "x".repeat(10_000)), question("c"));

        assertThat(ids()).containsExactly("c");
    }

    @Test
    void whatIsReplacedOrRemovedTakesNoRoom() {
        add(question("a"), question("b"), question("c"));
        add(question("b"));
        replay.add(page(false, new Change.Removed("c"), new Change.Removed("unknown")));
        add(question("e"));
        assertThat(ids()).containsExactly("a", "b", "e");

        replay.add(page(false, new Change.Dropped(DOCUMENT)));
        add(question("f"), question("g"), question("h"));
        assertThat(ids()).containsExactly("f", "g", "h");

        replay.add(page(true));
        add(question("i"), question("j"), question("k"));
        assertThat(ids()).containsExactly("i", "j", "k");
    }

    @Test
    void keepsNoMoreQuestionsThanItMay() {
        Replay few = new Replay(Position.BEGIN, 2, Long.MAX_VALUE);

        few.add(page(
                false,
                new Change.Stored(question("a")),
                new Change.Stored(question("b")),
                new Change.Stored(question("c"))));

        assertThat(few.questions()).extracting(ArchivedQuestion::id).containsExactly("b", "c");
    }

    private void add(ArchivedQuestion... questions) {
        for (ArchivedQuestion question : questions) {
            replay.add(page(false, new Change.Stored(question)));
        }
    }

    private List<String> ids() {
        return replay.questions().stream().map(ArchivedQuestion::id).toList();
    }

    private static Page page(boolean outdated, Change... changes) {
        return new Page(Position.BEGIN, outdated, List.of(changes), true);
    }

    private static ArchivedQuestion question(String id) {
        return question(id, "answer");
    }

    private static ArchivedQuestion question(String id, String answer) {
        return new ArchivedQuestion(id, "question " + id, new float[] {1, 0}, Values.value(answer, DOCUMENT));
    }
}
