package dev.quern.command.terminal;

import dev.quern.command.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** On a terminal the line is drawn over and over in its place; elsewhere it is written now and then. */
public final class TerminalScreen implements Screen {
    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);
    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final PrintStream progress;
    private final int columns;
    private final @Nullable BufferedReader answers;

    /**
     * @param columns of the terminal that progress is shown on; 0 when it is none
     * @param canAsk whether a person reads and answers
     */
    public TerminalScreen(PrintStream out, PrintStream progress, int columns, boolean canAsk) {
        this.out = out;
        this.progress = progress;
        this.columns = columns;
        answers = canAsk ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)) : null;
    }

    @Override
    public Showing show(Supplier<String> line) {
        Thread drawing = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Thread.sleep(columns > 0 ? ON_TERMINAL : ELSEWHERE);
                    draw(line.get());
                }
            } catch (InterruptedException e) {
                // Closed.
            }
        });
        return () -> {
            drawing.interrupt();
            joined(drawing);
            draw(line.get());
            if (columns > 0) {
                progress.println();
            }
        };
    }

    private static void joined(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void draw(String line) {
        if (columns > 0) {
            progress.print(ERASE + line.substring(0, Math.min(line.length(), columns - 1)));
            progress.flush();
        } else {
            progress.println(line);
        }
    }

    @Override
    public void print(String line) {
        out.println(line);
    }

    @Override
    public void message(String line) {
        progress.println(line);
    }

    @Override
    public boolean canAsk() {
        return answers != null;
    }

    @Override
    public boolean ask(String question) {
        if (answers == null) {
            return false;
        }
        progress.print(question + " [y/N] ");
        progress.flush();
        try {
            String answer = answers.readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            return false;
        }
    }
}
