package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptsTest {
    @ParameterizedTest
    @CsvSource({
        "What is Quern?, und-Latn",
        "Größe der Mühle, und-Latn",
        "맷돌은 무엇을 가나요?, und-Kore",
        "RAG 시스템의 구성 요소는 무엇인가요?, und-Kore",
        "Что такое мельница?, und-Cyrl",
        "什么是磨坊？, und-Hani",
        "1786?, und",
    })
    void tellsTheScriptOfMostLetters(String question, String language) {
        assertThat(Scripts.language(question)).isEqualTo(language);
    }
}
