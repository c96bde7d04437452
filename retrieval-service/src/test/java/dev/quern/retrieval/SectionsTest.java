package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionsTest {

    @Test
    void knowsWhereRowsBeginAndEnd() {
        String text = "a\n| b | c |\n  | d |\n     | e |\nf | g |\n";
        Sections sections = read(text);

        assertThat(blocks(sections, text)).containsExactly("| b | c |", "| d |");
        assertThat(sections.blockAround(2)).isEmpty();
        assertThat(sections.blockAround(3)).contains(new Block(2, 11));
        assertThat(sections.blockAround(11)).isEmpty();
    }

    @Test
    void knowsWhereFencedCodeBeginsAndEnds() {
        String text = "a\n```java\n| no row |\n~~~\n``\n````  \nb\n\n ~~~\nto the end\n```\n";

        assertThat(blocks(read(text), text))
                .containsExactly("```java\n| no row |\n~~~\n``\n````", "~~~\nto the end\n```\n");
    }

    @Test
    void knowsTheEndOfARowOfAnyLength() {
        String text = "| " + "x".repeat(100_000) + " |\n| y |";

        assertThat(blocks(read(text), text)).extracting(String::length).containsExactly(100_004, 5);
    }

    @Test
    void knowsNothingOfPlainText() {
        String text = "# a\n| b |\n";
        Sections sections = Sections.ofPlainText();
        tell(sections, text);

        assertThat(sections.headingBetween(0, text.length())).isEmpty();
        assertThat(sections.headingsAbove(text.length())).isEmpty();
        assertThat(sections.blockFrom(4)).isEmpty();
    }

    @Test
    void tellsTheHeadingsAboveAllOfAPiece() {
        Sections sections = read("# a\n## b\ntext\n## c\n# d\n");

        sections.forgetBefore(5);

        assertThat(sections.headingsAbove(9)).containsExactly("a", "b");
        assertThat(sections.headingsAbove(15)).containsExactly("a");
        assertThat(sections.headingsAbove(20)).isEmpty();
        assertThat(sections.headingBetween(6, 13)).isEmpty();
        assertThat(sections.headingBetween(6, 14)).contains(14);
    }

    private static Sections read(String text) {
        Sections sections = Sections.ofMarkdown();
        tell(sections, text);
        return sections;
    }

    private static void tell(Sections sections, String text) {
        for (int place = 0; place < text.length(); place++) {
            sections.read(text.charAt(place), place);
        }
        sections.end(text.length());
    }

    private static List<String> blocks(Sections sections, String text) {
        List<String> blocks = new ArrayList<>();
        for (int place = 0; place < text.length(); place++) {
            sections.blockFrom(place)
                    .map(block -> text.substring(block.start(), block.end()))
                    .ifPresent(blocks::add);
        }
        return blocks;
    }
}
