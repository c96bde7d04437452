package dev.quern.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Remembers what it was given. */
final class FakeScreen implements Screen {
    private final List<String> printed = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final boolean canAsk;
    private final boolean answer;

    private FakeScreen(boolean canAsk, boolean answer) {
        this.canAsk = canAsk;
        this.answer = answer;
    }

    static FakeScreen ofNobody() {
        return new FakeScreen(false, false);
    }

    static FakeScreen ofAPersonWhoSays(boolean answer) {
        return new FakeScreen(true, answer);
    }

    String printed() {
        return String.join("\n", printed);
    }

    String messages() {
        return String.join("\n", messages);
    }

    @Override
    public Showing show(Supplier<String> line) {
        return () -> messages.add(line.get());
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }

    @Override
    public void message(String line) {
        messages.add(line);
    }

    @Override
    public boolean canAsk() {
        return canAsk;
    }

    @Override
    public boolean ask(String question) {
        messages.add(question);
        return answer;
    }
}
