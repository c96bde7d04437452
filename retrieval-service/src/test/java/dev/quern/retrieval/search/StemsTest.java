package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StemsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mill mills milled milling",
                "run runs running",
                "city cities",
                "grind grinds grinding",
                "store stores stored storing",
                "class classes",
                "quick quickly"
            })
    void hasOneStemForTheFormsOfAWord(String forms) {
        assertThat(forms.split(" ", -1)).extracting(Stems::of).containsOnly(Stems.of(forms.split(" ", -1)[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bus", "this", "sing", "red", "x86s", "größes", "as", "", "ping"})
    void leavesAloneWhatIsShortOrNoEnglishWord(String word) {
        assertThat(Stems.of(word)).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mill miller", "run ruin", "class clay", "analysis analyst"})
    void keepsOtherWordsApart(String words) {
        assertThat(words.split(" ", -1)).extracting(Stems::of).doesNotHaveDuplicates();
    }
}
