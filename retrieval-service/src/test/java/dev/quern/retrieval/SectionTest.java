package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SectionTest {

    @Test
    void readsAHeadingWithoutItsMarks() {
        assertThat(paths("# One\n##\tTwo ##\n### C# and F#\n   #### Four#\t#  \n#\n###### ##\n"))
                .containsExactly(
                        List.of("One"),
                        List.of("One", "Two"),
                        List.of("One", "Two", "C# and F#"),
                        List.of("One", "Two", "C# and F#", "Four#"),
                        List.of(""),
                        List.of("", ""));
    }

    @Test
    void takesNothingElseForAHeading() {
        assertThat(paths("#hashtag\n    # code\n####### seven\n~~~\n# fenced\n~~~\ntext # text\n"))
                .containsExactly(List.of());
    }

    @Test
    void findsAHeadingThatBeginsAPage() {
        assertThat(paths("text\f# One\ntext")).containsExactly(List.of(), List.of("One"));
    }

    @Test
    void takesCodeWithinALineForNoFence() {
        assertThat(paths("```code``` in a line\n# One\n")).containsExactly(List.of(), List.of("One"));
    }

    @Test
    void cutsALongHeadingButNoCharacterOfIt() {
        String heading = "x".repeat(199) + "🌾";

        assertThat(paths("# " + heading)).containsExactly(List.of("x".repeat(199)));
    }

    /** Matching such a line by a regular expression that tries again takes seconds, or minutes. */
    @Test
    void readsLinesThatAreMadeToBeSlowAsQuicklyAsOthers() {
        String spaces = ("#" + " ".repeat(990) + "\rx\n").repeat(1_000);
        String fences = ("`".repeat(990) + "\rx\n").repeat(20_000);

        assertThat(Section.ofMarkdown(spaces)).hasSize(1_000);
        assertThat(Section.ofMarkdown(fences)).hasSize(1);
    }

    @Test
    void recordsALimitedNumberOfHeadings() {
        List<Section> sections = Section.ofMarkdown("# a\n".repeat(200_000));

        assertThat(sections).hasSize(50_001);
        assertThat(sections.getLast()).isEqualTo(new Section(4 * 50_000, List.of()));
    }

    private static List<List<String>> paths(String text) {
        return Section.ofMarkdown(text).stream().map(Section::path).toList();
    }
}
