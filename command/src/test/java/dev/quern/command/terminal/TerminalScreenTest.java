package dev.quern.command.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.command.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalScreenTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @Test
    void drawsTheLineInItsPlaceAndNoLongerThanTheTerminal() {
        TerminalScreen screen = screen(10);

        screen.draw("0123456789abc");

        assertThat(progress()).isEqualTo("\r\033[K012345678");
    }

    @Test
    void writesPlainLinesElsewhere() {
        TerminalScreen screen = screen(0);

        screen.draw("0123456789abc");

        assertThat(progress()).isEqualTo("0123456789abc\n");
    }

    @Test
    void showsTheLastStateWhenItIsOver() {
        Screen.Showing showing = screen(0).show(() -> "all done");

        showing.close();

        assertThat(progress()).endsWith("all done\n");
    }

    @Test
    void keepsWhatIsPrintedApartFromProgress() {
        TerminalScreen screen = screen(80);

        screen.print("result");
        screen.message("a word");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("result\n");
        assertThat(progress()).isEqualTo("a word\n");
    }

    @Test
    void takesNoAnswerForNo() {
        assertThat(screen(80).ask("Sure?")).isFalse();
        assertThat(screen(80).canAsk()).isFalse();
    }

    private TerminalScreen screen(int columns) {
        return new TerminalScreen(stream(out), stream(progress), columns, false);
    }

    private String progress() {
        return progress.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
