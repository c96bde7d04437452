package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Chunking.Method;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for pieces of whatever text, cut by whatever method, however the text comes. */
class ChunkerPropertiesTest {
    private static final String[] BITS = {
        "word",
        "another",
        "Dr.",
        "3.14",
        " ",
        " ",
        " ",
        "\n",
        "\r\n",
        "\n\n",
        ". ",
        "! ",
        "\f",
        "\n\f\n",
        "\t",
        "\u00A0",
        "\n# Heading\n",
        "\n## Sub\n",
        "\f# Page\n",
        "\n```\n",
        "\n~~~ java\n",
        "\n| a. b | c |\n",
        "\n| ",
        " |\n",
        "🌾",
        "世界。",
        "（はい。）",
        "x".repeat(30),
        "🌾".repeat(20),
        " ".repeat(40),
        "- item\n"
    };
    /** A word, or three of its characters: tokens that begin anew where a piece begins. */
    private static final List<Pattern> TOKENS = List.of(Pattern.compile("\\S+"), Pattern.compile("\\S{1,3}"));

    private static final int ROUNDS = 1_500;

    private record Text(String text, String mediaType, Chunking chunking, Pattern tokens) {
        List<Location> cut(DocumentText parts) {
            return Chunker.of(chunking, texts -> texts.stream().map(this::ends).toList())
                    .cut(parts, mediaType);
        }

        int[] ends(String piece) {
            return tokens.matcher(piece).results().mapToInt(MatchResult::end).toArray();
        }

        /** Where tokens are counted, characters are limited too. */
        boolean isTooLong(String block) {
            return length(block) > chunking.size() || block.length() > 16 * chunking.size();
        }

        int length(String piece) {
            return chunking.method() == Method.TOKENS ? ends(piece).length : piece.length();
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void coverEverythingInOrderAndAreOfLimitedSize(Method method) {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            Text given = text(random, method);
            String text = given.text();

            List<Location> pieces = given.cut(DocumentText.of(text));

            BitSet covered = new BitSet();
            for (int i = 0; i < pieces.size(); i++) {
                Location piece = pieces.get(i);
                String content = text.substring(piece.start(), piece.end());
                assertThat(content).as("%s", given).isNotEmpty().isEqualTo(content.strip());
                assertThat(given.length(content))
                        .as("%s", given)
                        .isLessThanOrEqualTo(given.chunking().size());
                assertThat(Character.isLowSurrogate(content.charAt(0))).isFalse();
                assertThat(Character.isHighSurrogate(content.charAt(content.length() - 1)))
                        .isFalse();
                assertThat(piece.ordinal()).isEqualTo(i);
                assertThat(piece.page()).as("%s", given).isEqualTo(page(text, piece.start()));
                if (i > 0) {
                    assertThat(piece.start()).isGreaterThan(pieces.get(i - 1).start());
                    assertThat(piece.end()).isGreaterThan(pieces.get(i - 1).end());
                }
                covered.set(piece.start(), piece.end());
            }
            assertThat(IntStream.range(0, text.length()))
                    .as("%s", given)
                    .allMatch(place -> covered.get(place) || Character.isWhitespace(text.charAt(place)));
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void doNotDependOnThePartsInWhichTheTextComes(Method method) {
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            Text given = text(random, method);

            List<Location> inParts = given.cut(DocumentText.ofParts(parts(random, given.text())));

            assertThat(inParts).as("%s", given).isEqualTo(given.cut(DocumentText.of(given.text())));
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void neverCutARowOrCodeThatFits(Method method) {
        Random random = new Random(3);
        for (int round = 0; round < ROUNDS; round++) {
            Text given = text(random, method);
            String text = given.text();
            if (given.mediaType().equals("text/plain")) {
                continue;
            }
            Sections sections = sections(text);
            for (Location piece : given.cut(DocumentText.of(text))) {
                for (int place : List.of(piece.start(), piece.end())) {
                    assertThat(sections.blockAround(place).stream()
                                    .filter(block ->
                                            !text.substring(place, block.end()).isBlank())
                                    .map(block -> text.substring(block.start(), block.end())))
                            .as("%s", given)
                            .allMatch(given::isTooLong);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void areOfLimitedNumberWhateverTheTextIsMadeOf(Method method) {
        int length = 2_000_000;
        for (String bit : List.of(
                "x", " ", "🌾", "a ", "a.\n", "# a\n", "| a |\n", "```\n", "\f", "a\f", "。", "\n\n", "aa\n\n")) {
            String text = bit.repeat(length / bit.length());
            AtomicInteger read = new AtomicInteger();
            Chunker chunker = Chunker.of(new Chunking(method, 1_000, 500), texts -> {
                texts.forEach(of -> read.addAndGet(of.length()));
                return texts.stream()
                        .map(of -> IntStream.rangeClosed(1, of.length() / 4)
                                .map(end -> 4 * end)
                                .toArray())
                        .toList();
            });

            List<Location> pieces = chunker.cut(DocumentText.of(text), "text/markdown");

            assertThat(pieces).as(bit).hasSizeLessThanOrEqualTo(length / 100);
            assertThat(read.get()).as(bit).isLessThanOrEqualTo(length);
        }
    }

    private static Text text(Random random, Method method) {
        StringBuilder text = new StringBuilder();
        int bits = random.nextInt(90);
        for (int i = 0; i < bits; i++) {
            text.append(BITS[random.nextInt(BITS.length)]);
        }
        int size = 10 + random.nextInt(random.nextInt(10) == 0 ? 300 : 80);
        return new Text(
                text.toString(),
                random.nextInt(4) == 0 ? "text/plain" : "text/markdown",
                new Chunking(method, size, random.nextInt(size / 2 + 1)),
                TOKENS.get(random.nextInt(TOKENS.size())));
    }

    /** Also of a single character, and never ending between the halves of one. */
    private static List<String> parts(Random random, String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + 1 + random.nextInt(random.nextBoolean() ? 3 : 100));
            if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                end++;
            }
            parts.add(text.substring(start, end));
            start = end;
        }
        return parts;
    }

    private static int page(String text, int start) {
        boolean pages = text.indexOf('\f') >= 0;
        return pages
                ? 1
                        + (int) text.substring(0, start)
                                .chars()
                                .filter(c -> c == '\f')
                                .count()
                : 0;
    }

    private static Sections sections(String text) {
        Sections sections = Sections.ofMarkdown();
        for (int place = 0; place < text.length(); place++) {
            sections.read(text.charAt(place), place);
        }
        sections.end(text.length());
        return sections;
    }
}
