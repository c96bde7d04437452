package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Chunking.Method;
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
        assertThat(cut(chunking(Method.RECURSIVE, 14, 7), "word # Heading ", PLAIN))
                .containsExactly(new Location(0, 0, 14, 0, List.of()));
    }

    @Property
    void coversEverythingInPiecesOfLimitedSize(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 10, max = 80) int size,
            @ForAll @IntRange(min = 0, max = 100) int overlapPercent) {
        int overlap = size / 2 * overlapPercent / 100;
        for (String mediaType : List.of(PLAIN, MARKDOWN)) {
            List<Location> pieces = cut(chunking(Method.RECURSIVE, size, overlap), text, mediaType);

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
        assertThat(cut(chunking(Method.RECURSIVE, 1000, 200), "  One. Two.\n", PLAIN))
                .containsExactly(new Location(0, 2, 11, 0, List.of()));
    }

    @Test
    void makesNothingOfWhiteSpace() {
        assertThat(cut(chunking(Method.RECURSIVE, 1000, 200), " \n\t ", PLAIN)).isEmpty();
        assertThat(cut(chunking(Method.RECURSIVE, 1000, 200), "", MARKDOWN)).isEmpty();
    }

    @Test
    void prefersTheEndOfAParagraphToTheEndOfASentence() {
        String text = "aaaa aaaa aaaa aaaa.\n\nbbbb. cccc dddd eeee";

        assertThat(strings(text, cut(chunking(Method.RECURSIVE, 30, 0), text, PLAIN)))
                .containsExactly("aaaa aaaa aaaa aaaa.", "bbbb. cccc dddd eeee");
    }

    @Test
    void repeatsWholeSentencesOfThePieceBefore() {
        String text = "The first sentence is here. The second one. The third sentence is long.";

        assertThat(strings(text, cut(chunking(Method.RECURSIVE, 50, 20), text, PLAIN)))
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

        List<Location> pieces = cut(chunking(Method.RECURSIVE, 100, 20), text, MARKDOWN);

        assertThat(pieces)
                .extracting(Location::headingPath)
                .containsExactly(List.of("Mill"), List.of("Mill", "Stones"), List.of("Mill", "Water"));
        assertThat(text.substring(pieces.get(1).start())).startsWith("## Stones ##");
        assertThat(text.substring(pieces.get(2).start(), pieces.get(2).end())).endsWith("runs by.");
    }

    @Test
    void joinsALonelyHeadingWithWhatFollows() {
        String text = "# Mill\n## Stones\nThe upper stone turns, the lower one lies still, and grain is between them.";

        List<Location> pieces = cut(chunking(Method.RECURSIVE, 200, 20), text, MARKDOWN);

        assertThat(pieces).containsExactly(new Location(0, 0, text.length(), 0, List.of("Mill")));
    }

    @Test
    void cutsAWordThatIsLongerThanAPiece() {
        assertThat(strings("x".repeat(25), cut(chunking(Method.RECURSIVE, 10, 3), "x".repeat(25), PLAIN)))
                .containsExactly("x".repeat(10), "x".repeat(10), "x".repeat(5));
    }

    @Test
    void endsAPieceWithAPageThatFillsHalfOfItAndTellsThePageOfEach() {
        String text = "aaaa aaaa aaaa.\n\nbbbb bbbb.\fcccc cccc.\n\ndddd dddd dddd dddd.\f\feeee eeee eeee eeee";

        List<Location> pieces = cut(chunking(Method.RECURSIVE, 40, 0), text, PLAIN);

        assertThat(strings(text, pieces))
                .containsExactly(
                        "aaaa aaaa aaaa.\n\nbbbb bbbb.", "cccc cccc.\n\ndddd dddd dddd dddd.", "eeee eeee eeee eeee");
        assertThat(pieces).extracting(Location::page).containsExactly(1, 2, 4);
    }

    @Test
    void goesOnOverTheEndOfAShortPage() {
        String text = "aaaa.\fbbbb bbbb bbbb bbbb.";

        assertThat(cut(chunking(Method.RECURSIVE, 40, 0), text, PLAIN))
                .containsExactly(new Location(0, 0, text.length(), 1, List.of()));
    }

    @Test
    void cutsATableBetweenRows() {
        String text = "| Mill one. Of stone. | 12 |\n| Mill two. Of wood. | 7 |\n| Mill three. Of brick. | 9 |\n";

        assertThat(strings(text, cut(chunking(Method.RECURSIVE, 40, 20), text, MARKDOWN)))
                .containsExactly(
                        "| Mill one. Of stone. | 12 |", "| Mill two. Of wood. | 7 |", "| Mill three. Of brick. | 9 |");
    }

    @Test
    void repeatsWholeRowsOrNone() {
        String text = "| a. b | 1 |\n| c. d | 2 |\n| e. f | 3 |\n| g. h | 4 |\n";

        assertThat(strings(text, cut(chunking(Method.RECURSIVE, 40, 20), text, MARKDOWN)))
                .containsExactly("| a. b | 1 |\n| c. d | 2 |\n| e. f | 3 |", "| e. f | 3 |\n| g. h | 4 |");
    }

    @Test
    void keepsFencedCodeWholeWhereItFits() {
        String code = "```\nfirst();\n\nsecond. Third();\n```";
        String text = "Some words before the code.\n\n" + code + "\n\nSome words after the code.\n";

        for (Method method : List.of(Method.RECURSIVE, Method.SENTENCES, Method.HEADINGS)) {
            assertThat(strings(text, cut(chunking(method, 50, 25), text, MARKDOWN)))
                    .as(method.name())
                    .anyMatch(piece -> piece.contains(code));
        }
    }

    @Test
    void cutsCodeThatIsLongerThanAPieceAndDoesNotBeginAnOverlapWithinIt() {
        String text = "```\n" + "call(first. Second);\n\n".repeat(10) + "```\n";

        List<Location> pieces = cut(chunking(Method.RECURSIVE, 100, 50), text, MARKDOWN);

        assertThat(pieces).hasSizeGreaterThan(2);
        for (int i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i).start())
                    .isGreaterThanOrEqualTo(pieces.get(i - 1).end());
        }
    }

    @Test
    void putsWholeSentencesIntoPiecesThatShareThem() {
        String text = "Dr. Miller ground it. He sold it, e.g. to bakers. They paid 3.50 each. Was it much? It was.";

        assertThat(strings(text, cut(chunking(Method.SENTENCES, 60, 30), text, PLAIN)))
                .containsExactly(
                        "Dr. Miller ground it. He sold it, e.g. to bakers.",
                        "He sold it, e.g. to bakers. They paid 3.50 each.",
                        "They paid 3.50 each. Was it much? It was.");
    }

    @Test
    void cutsASentenceThatIsLongerThanAPieceAtItsWords() {
        String text = "Short one. " + "Word ".repeat(20) + "end. Last one.";

        assertThat(strings(text, cut(chunking(Method.SENTENCES, 40, 20), text, PLAIN)))
                .startsWith("Short one.", "Word Word Word Word Word Word Word Word")
                .endsWith("Word Word Word Word end. Last one.")
                .allMatch(piece -> piece.length() <= 40);
    }

    @Test
    void givesEachSectionAPieceOfItsOwn() {
        String text = "# Mill\n\nIt grinds the grain of many fields.\n\n" + "Long text here. ".repeat(10)
                + "End.\n\n## Tail\n\nShort, but not too short.\n";

        List<Location> pieces = cut(chunking(Method.HEADINGS, 150, 0), text, MARKDOWN);

        assertThat(strings(text, pieces)).last().isEqualTo("## Tail\n\nShort, but not too short.");
        assertThat(pieces)
                .extracting(Location::headingPath)
                .containsExactly(List.of("Mill"), List.of("Mill"), List.of("Mill", "Tail"));
    }

    @Test
    void countsTokensInsteadOfCharacters() {
        String text = "one two three four five six. seven eight nine ten eleven twelve";

        List<Location> pieces =
                Chunker.of(chunking(Method.TOKENS, 10, 4), ChunkerTest::words).cut(DocumentText.of(text), PLAIN);

        assertThat(strings(text, pieces))
                .containsExactly(
                        "one two three four five six.", "three four five six. seven eight nine ten eleven twelve");
    }

    @Test
    void endsAPieceEvenWhereATokenDoesNot() {
        String text = "x".repeat(1_000);

        List<Location> pieces =
                Chunker.of(chunking(Method.TOKENS, 10, 0), ChunkerTest::words).cut(DocumentText.of(text), PLAIN);

        assertThat(pieces).hasSizeGreaterThan(1).allMatch(piece -> piece.end() - piece.start() <= 160);
        assertThat(pieces.getLast().end()).isEqualTo(text.length());
    }

    @Test
    void makesNoMorePiecesThanAMachineCanHold() {
        Chunking small = chunking(Method.RECURSIVE, 10, 0);

        assertThat(cut(small, "grinding. ".repeat(500_000), PLAIN)).hasSize(500_000);
        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> cut(small, "grinding. ".repeat(500_001), PLAIN));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNPROCESSABLE);
        assertThat(failure.text()).contains("500,000 passages");
    }

    private static List<int[]> words(List<String> texts) {
        return new FakeEmbeddings().tokenEnds(TestCalls.of("acme"), CollectionSettings.of("words@1", 64), texts);
    }

    private static Chunking chunking(Method method, int size, int overlap) {
        return new Chunking(method, size, overlap);
    }

    private static List<Location> cut(Chunking chunking, String text, String mediaType) {
        return Chunker.of(chunking, texts -> {
                    throw new AssertionError(texts);
                })
                .cut(DocumentText.of(text), mediaType);
    }

    private static List<String> strings(String text, List<Location> pieces) {
        return pieces.stream()
                .map(piece -> text.substring(piece.start(), piece.end()))
                .toList();
    }

    @Test
    void refusesAnOverlapThatLeavesNoRoomForAnythingNew() {
        assertThatThrownBy(() -> new Chunking(Chunking.Method.RECURSIVE, 100, 51))
                .hasMessageContaining("chunking.overlap");
    }
}
