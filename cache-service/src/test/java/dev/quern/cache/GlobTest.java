package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GlobTest {
    @Property
    void agreesWithARegularExpression(@ForAll("globs") String glob, @ForAll("texts") String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            switch (glob.charAt(i)) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '\\' ->
                    regex.append(Pattern.quote(i + 1 < glob.length() ? String.valueOf(glob.charAt(++i)) : "\\"));
                default -> regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
            }
        }

        assertThat(new Glob(glob).matches(text))
                .isEqualTo(Pattern.compile(regex.toString(), Pattern.DOTALL)
                        .matcher(text)
                        .matches());
    }

    @Example
    void staysFastOnPatternsThatBacktrack() {
        assertThat(new Glob("*a".repeat(200) + "b").matches("a".repeat(512))).isFalse();
    }

    @Example
    void knowsWhichPatternsSpareNothing() {
        assertThat(new Glob("*").matchesEverything()).isTrue();
        assertThat(new Glob("?*").matchesEverything()).isTrue();
        assertThat(new Glob("a*").matchesEverything()).isFalse();
    }

    @Example
    void refusesAnEmptyPattern() {
        assertThatThrownBy(() -> new Glob("")).isInstanceOf(QuernException.class);
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.strings().withChars("ab*?\\").ofMinLength(1).ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab*?\\").ofMaxLength(12);
    }
}
