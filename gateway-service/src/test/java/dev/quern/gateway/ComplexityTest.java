package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComplexityTest {
    private static final float MEDIUM = .3f;
    private static final float COMPLEX = .7f;
    private static final double LEAST_AGREEMENT = .9;
    private static final int LEAST_QUESTIONS = 60;
    private static final List<String> CLAUSES = List.of(
            " and what it costs",
            ", because the river froze",
            ", but not in Norway",
            " since 1950",
            "? Why is that",
            "; how long did it last",
            " compared with 1900",
            "、なぜですか",
            " many people",
            " 7",
            " und warum");

    @Test
    void agreesWithPeopleOnNineInTenQuestions() throws IOException {
        List<Labelled> questions = labelled();

        List<String> others = questions.stream()
                .filter(question -> !question.agrees())
                .map(Labelled::toString)
                .toList();

        assertThat(questions).hasSizeGreaterThanOrEqualTo(LEAST_QUESTIONS);
        assertThat(others).describedAs("told otherwise than labelled").hasSizeLessThanOrEqualTo((int)
                (questions.size() * (1 - LEAST_AGREEMENT)));
    }

    /** What is taken for two steps away from what it is would be searched for quite wrongly. */
    @Test
    void takesNoSimpleQuestionForAComplexOneNorTheOtherWayRound() throws IOException {
        assertThat(labelled())
                .allSatisfy(question -> assertThat(List.of(question.label(), question.found()))
                        .isNotEqualTo(List.of("simple", "complex"))
                        .isNotEqualTo(List.of("complex", "simple")));
    }

    @Test
    void saysTheSameOfTheSameQuestionAlways() throws IOException {
        assertThat(labelled())
                .allSatisfy(question -> assertThat(Complexity.of(question.text()))
                        .isEqualTo(Complexity.of(question.text().concat(""))));
    }

    @Test
    void neverFallsAsClausesAreAppendedAndStaysWithinItsBounds() throws IOException {
        Random random = new Random(7);
        for (Labelled question : labelled()) {
            String text = question.text();
            float before = Complexity.of(text);
            for (int i = 0; i < 12; i++) {
                text += CLAUSES.get(random.nextInt(CLAUSES.size()));
                float after = Complexity.of(text);
                assertThat(after).describedAs(text).isBetween(before, 1f);
                before = after;
            }
        }
    }

    @Test
    void isNotConfusedByAnyCharacters() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            String text = random.ints(random.nextInt(1, 200), 1, 0x11000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(Complexity.of(text)).isBetween(0f, 1f);
        }
    }

    @Test
    void seesInAnyLanguageThatAQuestionIsLongAndOfSeveralParts() {
        assertThat(Complexity.of("水車はいつ建てられ、誰が所有し、なぜ閉鎖されましたか？町はどう変わりましたか？"))
                .isGreaterThan(Complexity.of("水車はいつ建てられましたか？"));
        assertThat(Complexity.of("Wann wurde die Mühle gebaut, wem gehörte sie, und was geschah 1914 und 1945?"))
                .isGreaterThan(Complexity.of("Wann wurde die Mühle gebaut?"));
    }

    private static List<Labelled> labelled() throws IOException {
        try (InputStream file = Objects.requireNonNull(ComplexityTest.class.getResourceAsStream("/questions.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.split("\t", 2))
                    .map(cells -> new Labelled(cells[0], cells[1]))
                    .toList();
        }
    }

    private record Labelled(String label, String text) {
        String found() {
            float complexity = Complexity.of(text);
            if (complexity < MEDIUM) {
                return "simple";
            }
            return complexity < COMPLEX ? "medium" : "complex";
        }

        boolean agrees() {
            return found().equals(label);
        }

        @Override
        public String toString() {
            return label + ", but " + Complexity.of(text) + ": " + text;
        }
    }
}
