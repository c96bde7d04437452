package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Who led the team?|PERSON",
                "In what year was it built?|TIME",
                "When did it end?|TIME",
                "How many people live there?|NUMBER",
                "Where is the tower?|PLACE",
                "Why did they leave?|REASON",
                "What is a quern?|ANY"
            })
    void isWhatTheQuestionAsksFor(String question, AnswerType type) {
        assertThat(AnswerType.of(question)).isEqualTo(type);
    }

    @Test
    void isInASentenceThatHasSuchAThingBesideTheQuestions() {
        Words question = Words.of("How many people lived in Paris in 1900?");

        assertThat(isIn(AnswerType.NUMBER, "In 1900 the people of Paris were poor.", question))
                .isFalse();
        assertThat(isIn(AnswerType.NUMBER, "In 1900 Paris had 2,700,000 people.", question))
                .isTrue();
        assertThat(isIn(AnswerType.PERSON, "It was built by Gustave Eiffel.", question))
                .isTrue();
        assertThat(isIn(AnswerType.PERSON, "The city of Paris built it.", question))
                .isFalse();
    }

    private static boolean isIn(AnswerType type, String sentence, Words question) {
        return type.isIn(sentence, Words.of(sentence), question);
    }
}
