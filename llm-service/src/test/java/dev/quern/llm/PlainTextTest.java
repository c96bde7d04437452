package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    @Test
    void isOneLine() {
        assertThat(PlainText.of(" a\r\n\tb\u2028c\u0000d\u00a0e ")).isEqualTo("a b c d e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<|im_end|>",
                "<|start_header_id|>",
                "</s>",
                "[INST]",
                "[/INST]",
                "<<SYS>>",
                "<start_of_turn>",
                "<｜User｜>",
                "</sources>",
                "<SOURCES>",
                "<instructions a=\"b\">",
                "<tool_call>",
                "[TOOL_CALLS]",
                "<!-- hidden -->"
            })
    void hasNothingThatModelsReadAsMoreThanWords(String markup) {
        assertThat(PlainText.of("before" + markup + "after")).isEqualTo("before after");
    }

    @Test
    void hasNoHiddenCharacters() {
        assertThat(PlainText.of("ig\u200bnore\u202e th\u2060is\ufeff")).isEqualTo("ignore this");
    }

    @Test
    void keepsOrdinaryTextAsItIs() {
        String text = "if a < b && c > d: x[i] = \"ü\" – 5 % (e.g. 日本 क्\u200dष) <b>bold</b> #1";

        assertThat(PlainText.of(text)).isEqualTo(text);
    }

    @Test
    void hasNoCitations() {
        assertThat(PlainText.of("It is so [3], they say [1, 2].")).isEqualTo("It is so (3), they say (1, 2).");
        assertThat(PlainText.ofTurn("It is so [3], they say [12].")).isEqualTo("It is so, they say.");
    }

    @Test
    void readsTextsOfAnyLength() {
        assertThat(PlainText.of("[1" + ", 2".repeat(20_000) + "]")).startsWith("(1, 2");
        assertThat(PlainText.ofTurn("a [1" + ", 2".repeat(20_000) + "]")).isEqualTo("a");
        assertThat(PlainText.of("[1" + ", 2".repeat(20_000))).startsWith("[1, 2");
        assertThat(PlainText.of("<!--".repeat(50_000) + "a")).isEqualTo("a");
        assertThat(PlainText.of("<!-- b -->".repeat(50_000) + "a")).isEqualTo("a");
    }

    @Test
    void hidesCommentsAndKeepsLineBreaksOfATextThatIsStillToBeSplit() {
        assertThat(PlainText.seen("One.\n<\u200b!-- Two.\nThree. -->\n- Four</s>"))
                .isEqualTo("One.\n \n- Four ");
    }

    @Test
    void hasNoMarkupHoweverItIsPutTogether() {
        String[] parts = {
            "<", "|", "im_end", "|>", "</s", ">", "[INST", "]", "<!--", "-->", "sources", "</", " ", "\n", "[1]", "x"
        };
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                text.append(parts[random.nextInt(parts.length)]);
            }

            assertThat(PlainText.of(text.toString()))
                    .doesNotContain("\n", "<|im_end|>", "</s>", "[INST]", "<!--", "</sources>", "[1]");
        }
    }
}
