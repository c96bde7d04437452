package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizer of the built-in model. */
class TextTokenizerTest {
    private static final int MAX_TOKENS = 32;
    private static final int MEGABYTE = 1 << 20;

    private static ModelFiles files;
    private static TextTokenizer tokenizer;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        files = ModelFiles.builtIn("", folder);
        tokenizer = TextTokenizer.load(files, MAX_TOKENS);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void readsTheSameTokensAsATokenizerThatCuts() throws IOException {
        String text = "The quern turns, and 1,234 grains become flour. ".repeat(20);

        try (HuggingFaceTokenizer cutting = HuggingFaceTokenizer.newInstance(
                files.tokenizer(), Map.of("padding", "false", "truncation", "true", "maxLength", "" + MAX_TOKENS))) {
            assertThat(tokenizer.tokenize(text).ids())
                    .isEqualTo(cutting.encode(text).getIds());
        }
    }

    @Test
    void readsTheSameTokensOfAPairAsATokenizerThatCutsTheSecond() throws IOException {
        String first = "Who turns the quern?";
        String second = "The quern turns, and 1,234 grains become flour. ".repeat(20);

        try (HuggingFaceTokenizer cutting = HuggingFaceTokenizer.newInstance(
                files.tokenizer(),
                Map.of("padding", "false", "truncation", "only_second", "maxLength", "" + MAX_TOKENS))) {
            TokenizedText pair = tokenizer.tokenize(first, second);
            assertThat(pair.ids()).isEqualTo(cutting.encode(first, second).getIds());
            assertThat(pair.typeIds()).isEqualTo(cutting.encode(first, second).getTypeIds());
        }
    }

    @Test
    void readsCharactersThatAreNoText() {
        for (String odd : List.of(
                "",
                "\u0000",
                "a\u0000b",
                "\uD83C\uDF3E",
                "\uD83C",
                "\uDF3E",
                "a\uD83Cb",
                "\uFFFF\uFEFF",
                "\u200B",
                "e\u0301\u0301",
                "[CLS] [SEP] [MASK]",
                "مرحبا",
                "밀을 빻는 맷돌")) {
            TokenizedText text = tokenizer.tokenize(odd);

            assertThat(text.length()).as(odd).isBetween(2, MAX_TOKENS).isEqualTo(text.tokenCount());
            assertThat(text.typeIds()).hasSize(text.length());
        }
    }

    @Test
    void tellsWhereTokensEnd() {
        assertThat(tokens("Quern, grinding  grain.")).containsExactly("Que", "rn", ",", "grinding", "grain", ".");
        assertThat(tokens("  ")).isEmpty();
        assertThat(tokens("grain ".repeat(MAX_TOKENS * 3))).hasSize(MAX_TOKENS * 3);
    }

    @Test
    void countsInCharactersOfJavaWhateverTheyAreMadeOf() {
        for (String before : List.of(
                "",
                "\uD83C\uDF3E ",
                "\uD83D\uDC69\u200D\uD83C\uDF3E ",
                "e\u0301\u0301 ",
                "\u0000\u00AD ",
                "\uD83C ",
                "a\uDF3Eb ",
                "\uFB01\uFDFA ",
                "\u4E16\u754C\u3002 ",
                "\uFFFF\uFEFF ",
                "\uD55C\uAE00 ",
                "[CLS] ")) {
            String text = before + "grain \uD83C\uDF3E mill";

            int[] ends = tokenizer.ends(text);

            assertThat(ends)
                    .as(before)
                    .isSorted()
                    .contains(before.length() + 5, before.length() + 8)
                    .endsWith(text.length());
        }
    }

    @Test
    void tellsAsManyTokensAsItReads() {
        String text = "The quern turns, \uD83C\uDF3E and 1,234 gra\u0308ins become flour. ".repeat(500);

        assertThat(tokenizer.ends(text)).hasSize(tokenizer.tokenize(text).tokenCount() - 2);
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        int start = 0;
        for (int end : tokenizer.ends(text)) {
            tokens.add(text.substring(start, end).strip());
            start = end;
        }
        return tokens;
    }

    @Test
    void countsEveryTokenOfAMegabyte() {
        assertThat(tokenizer.tokenize("! ".repeat(MEGABYTE / 2)).tokenCount()).isEqualTo(MEGABYTE / 2 + 2);
        assertThat(tokenizer.tokenize("q".repeat(MEGABYTE)).length()).isEqualTo(3);
        assertThat(tokenizer.tokenize("\uD83C\uDF3E".repeat(MEGABYTE / 4)).truncated())
                .isFalse();
    }
}
