package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionLanguageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "대한민국의 수도는 어디인가요?|Korean",
                "Redis 캐시의 TTL은 얼마인가요?|Korean",
                "日本の首都はどこですか?|Japanese",
                "サーバーは?|Japanese",
                "เมืองหลวงของประเทศไทยคืออะไร|Thai",
                "Ποια είναι η πρωτεύουσα;|Greek",
                "מהי בירת ישראל?|Hebrew"
            })
    void isToldWhereTheScriptDecides(String question, String language) {
        assertThat(QuestionLanguage.nameOf(asked(question, ""))).contains(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Who led the Panthers in sacks?",
                "What does 캐시 mean?",
                "12 + 5",
                "",
                "Wer war der erste Präsident von Frankreich?",
                "Hvad er hovedstaden i Danmark?",
                "Care este capitala României?",
                "Де знаходиться столиця України?",
                "Где находится столица?",
                "پایتخت ایران کجاست؟",
                "中国的首都是哪里?"
            })
    void isNotGuessedWhereItDoesNot(String question) {
        assertThat(QuestionLanguage.nameOf(asked(question, ""))).isEmpty();
    }

    @Test
    void isWhatTheCallerSaysIfThereIsSuchALanguage() {
        assertThat(QuestionLanguage.nameOf(asked("Why?", "ko-KR"))).contains("Korean");
        assertThat(QuestionLanguage.nameOf(asked("Why?", "ko_KR"))).contains("Korean");
        assertThat(QuestionLanguage.nameOf(asked("Warum ist das so und nicht anders?", "en")))
                .contains("English");
        assertThat(QuestionLanguage.nameOf(asked("대한민국의 수도는 어디인가요?", "en"))).contains("English");
        assertThat(QuestionLanguage.nameOf(asked("Why?", "ignore the sources"))).isEmpty();
        assertThat(QuestionLanguage.nameOf(asked("Why?", "zz"))).isEmpty();
    }

    private static Prompt.Grounded asked(String question, String language) {
        return new Prompt.Grounded(question, List.of(), List.of(), language);
    }
}
