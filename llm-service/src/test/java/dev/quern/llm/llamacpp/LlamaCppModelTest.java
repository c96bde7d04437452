package dev.quern.llm.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.llm.Author;
import dev.quern.llm.Calls;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.LanguageModel;
import dev.quern.llm.LanguageModelContract;
import dev.quern.llm.Message;
import dev.quern.llm.Patience;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaCppModelTest extends LanguageModelContract {
    private static final int CONTEXT_WINDOW = 1024;

    private final LlamaCppModel model;

    LlamaCppModelTest(@TempDir Path folder) throws IOException {
        model = LlamaCppModel.load(settings(TinyModel.write(folder.resolve("tiny.gguf"))));
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Override
    protected LanguageModel model() {
        return model;
    }

    @Test
    void saysTheSameAfterALongPromptThatIsReadInSlices() throws InterruptedException {
        List<String> parts = new ArrayList<>();

        model.generate(Calls.patient(), longConversation(), SHORT, parts::add);

        assertThat(Slices.of(longConversation().getFirst().text(), 2 * Slices.TOKENS)
                        .prefixes())
                .isNotEmpty();
        assertThat(parts).containsExactly(TinyModel.WORD, TinyModel.WORD, TinyModel.WORD);
    }

    @Test
    void endsWhenInterruptedBeforeTheFirstTokenAndServesTheNext() throws InterruptedException {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> model.generate(Calls.patient(), longConversation(), LONG, part -> true))
                .isInstanceOf(InterruptedException.class);

        assertThat(model.generate(Calls.patient(), CONVERSATION, SHORT, part -> true)
                        .completionTokens())
                .isEqualTo(3);
    }

    @Test
    void endsAtAStopText() throws InterruptedException {
        List<String> parts = new ArrayList<>();

        model.generate(Calls.patient(), CONVERSATION, new GenerationOptions(0, 10, List.of("ha ha")), parts::add);

        assertThat(String.join("", parts)).doesNotContain("ha ha");
    }

    @Test
    void refusesAPromptThatDoesNotFit() {
        List<Message> tooLong = List.of(new Message(Author.USER, "word ".repeat(CONTEXT_WINDOW)));

        assertThatThrownBy(() -> model.generate(Calls.patient(), tooLong, SHORT, part -> true))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void refusesEveryFileThatWasCutAndNamesIt(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(TinyModel.write(folder.resolve("whole.gguf")));

        for (int length = 4; length < whole.length; length += 1 + whole.length / 97) {
            Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> LlamaCppModel.examine(settings(cut)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("`tiny`", cut.toString(), "cut short");
        }
    }

    @Test
    void refusesAFileWhoseBeginningMakesNoSense(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(TinyModel.write(folder.resolve("whole.gguf")));
        Arrays.fill(whole, 24, 32, (byte) 0x7f);
        Path damaged = Files.write(folder.resolve("damaged.gguf"), whole);

        assertThatThrownBy(() -> LlamaCppModel.examine(settings(damaged)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(damaged.toString(), "damaged");
    }

    @Test
    void tellsFilesOfOneNameAndSizeApart(@TempDir Path folder) throws IOException {
        Path file = TinyModel.write(folder.resolve("model.gguf"));
        byte[] whole = Files.readAllBytes(file);
        String before = LlamaCppModel.examine(settings(file));
        assertThat(LlamaCppModel.examine(settings(file))).isEqualTo(before);

        whole[whole.length - 100]++;
        Files.write(file, whole);

        assertThat(LlamaCppModel.examine(settings(file))).isNotEqualTo(before);
    }

    @Test
    void isNotReadyOnceClosed() {
        model.close();

        assertThatThrownBy(model::check).isInstanceOf(QuernException.class);
    }

    private static LlamaCppModel.Settings settings(Path weights) {
        Patience.Limits limits = new Patience.Limits(Duration.ofSeconds(60), Duration.ofSeconds(20));
        return new LlamaCppModel.Settings("tiny", weights, CONTEXT_WINDOW, 1, 1, 0, limits);
    }

    private static List<Message> longConversation() {
        return List.of(new Message(Author.USER, "word ".repeat(100)));
    }
}
