package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChunkerTest {
    private static final String MARKDOWN = "text/markdown";
    private static final String PLAIN = "text/plain";

    @Example
    void doesNotRepeatAnEndThatOnlyWhiteSpaceFollows() {
        assertThat(new Chunker(14, 7).cut("word # Heading ", PLAIN)).containsExactly(new Location(0, 0, 14, List.of()));
    }

    @Property
    void coversEverythingInPiecesOfLimitedSize(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 10, max = 80) int size,
            @ForAll @IntRange(min = 0, max = 100) int overlapPercent) {
        int overlap = size / 2 * overlapPercent / 100;
        for (String mediaType : List.of(PLAIN, MARKDOWN)) {
            List<Location> pieces = new Chunker(size, overlap).cut(text, mediaType);

            BitSet covered = new BitSet();
            int ordinal = 0;
            int lastStart = -1;
            int lastEnd = -1;
            for (Location piece : pieces) {
                String content = text.substring(piece.start(), piece.end());
                assertThat(content).isNotEmpty().isEqualTo(content.strip());
                assertThat(content.length()).isLessThanOrEqualTo(size);
                assertThat(Character.isLowSurrogate(content.charAt(0))).isFalse();
                assertThat(Character.isHighSurrogate(content.charAt(content.length() - 1)))
                        .isFalse();
                assertThat(piece.ordinal()).isEqualTo(ordinal++);
                assertThat(piece.start()).isGreaterThan(lastStart);
                assertThat(piece.end()).isGreaterThan(lastEnd);
                lastStart = piece.start();
                lastEnd = piece.end();
                covered.set(piece.start(), piece.end());
            }
            for (int i = 0; i < text.length(); i++) {
                assertThat(covered.get(i) || Character.isWhitespace(text.charAt(i)))
                        .describedAs("character %d", i)
                        .isTrue();
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "word",
                        "another",
                        " ",
                        " ",
                        "\n",
                        "\r\n",
                        "\n\n",
                        ". ",
                        "! ",
                        "\n# Heading\n",
                        "\n## Sub\n",
                        "\n```\n",
                        "🌾",
                        "世界。",
                        "\t",
                        "x".repeat(30),
                        "🌾".repeat(20))
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
    }

    @Test
    void leavesAShortTextWhole() {
        assertThat(new Chunker(1000, 200).cut("  One. Two.\n", PLAIN))
                .containsExactly(new Location(0, 2, 11, List.of()));
    }

    @Test
    void makesNothingOfWhiteSpace() {
        assertThat(new Chunker(1000, 200).cut(" \n\t ", PLAIN)).isEmpty();
        assertThat(new Chunker(1000, 200).cut("", MARKDOWN)).isEmpty();
    }

    @Test
    void prefersTheEndOfAParagraphToTheEndOfASentence() {
        String text = "aaaa aaaa aaaa aaaa.\n\nbbbb. cccc dddd eeee";

        assertThat(pieces(new Chunker(30, 0), text, PLAIN))
                .containsExactly("aaaa aaaa aaaa aaaa.", "bbbb. cccc dddd eeee");
    }

    @Test
    void repeatsWholeSentencesOfThePieceBefore() {
        String text = "The first sentence is here. The second one. The third sentence is long.";

        assertThat(pieces(new Chunker(50, 20), text, PLAIN))
                .containsExactly(
                        "The first sentence is here. The second one.", "The second one. The third sentence is long.");
    }

    @Test
    void beginsAPieceAtAHeadingAndTellsTheHeadingsAboveIt() {
        String text = """
                # Mill

                A mill grinds grain between two stones.

                ## Stones ##

                The upper stone turns. The lower one lies still.

                ```
                # no heading
                ```
                ## Water

                The wheel is driven by the river that runs by.
                """;

        List<Location> pieces = new Chunker(100, 20).cut(text, MARKDOWN);

        assertThat(pieces)
                .extracting(Location::headingPath)
                .containsExactly(List.of("Mill"), List.of("Mill", "Stones"), List.of("Mill", "Water"));
        assertThat(text.substring(pieces.get(1).start())).startsWith("## Stones ##");
        assertThat(text.substring(pieces.get(2).start(), pieces.get(2).end())).endsWith("runs by.");
    }

    @Test
    void joinsALonelyHeadingWithWhatFollows() {
        String text = "# Mill\n## Stones\nThe upper stone turns, the lower one lies still, and grain is between them.";

        List<Location> pieces = new Chunker(200, 20).cut(text, MARKDOWN);

        assertThat(pieces).containsExactly(new Location(0, 0, text.length(), List.of("Mill")));
    }

    @Test
    void cutsAWordThatIsLongerThanAPiece() {
        assertThat(pieces(new Chunker(10, 3), "x".repeat(25), PLAIN))
                .containsExactly("x".repeat(10), "x".repeat(10), "x".repeat(5));
    }

    @Test
    void refusesAnOverlapThatLeavesNoRoomForAnythingNew() {
        assertThatThrownBy(() -> new Chunker(100, 51)).hasMessageContaining("quern.retrieval.chunking");
    }

    private static List<String> pieces(Chunker chunker, String text, String mediaType) {
        return chunker.cut(text, mediaType).stream()
                .map(piece -> text.substring(piece.start(), piece.end()))
                .toList();
    }
}
