package dev.quern.command;

import java.util.function.Supplier;

/** Where people look. Progress and messages are apart from what the command is for, which is printed. */
public interface Screen {
    /** Shows the line that the supplier gives, again and again, until the handle is closed. */
    Showing show(Supplier<String> line);

    void print(String line);

    void message(String line);

    boolean canAsk();

    /** @return whether the answer is yes */
    boolean ask(String question);

    /** Shows something until it is closed. */
    interface Showing extends AutoCloseable {
        @Override
        void close();
    }
}
