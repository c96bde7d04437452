package dev.quern.llm.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SlicesTest {

    @Test
    void leavesAShortPromptWhole() {
        assertThat(Slices.of("a short prompt", 4)).isEqualTo(new Slices(List.of(), "a short prompt"));
    }

    @Property(tries = 300)
    void growFromOneToTheNextUpToThePrompt(
            @ForAll @StringLength(max = 500) String words, @ForAll @IntRange(max = 5000) int tokens) {
        String prompt = words.replace('e', ' ').repeat(4);

        Slices slices = Slices.of(prompt, tokens);

        assertThat(slices.whole()).isEqualTo(prompt);
        int last = 0;
        for (String prefix : slices.prefixes()) {
            assertThat(prompt).startsWith(prefix);
            assertThat(prompt.charAt(prefix.length())).isEqualTo(' ');
            assertThat(prefix.length()).isGreaterThan(last);
            last = prefix.length();
        }
    }
}
