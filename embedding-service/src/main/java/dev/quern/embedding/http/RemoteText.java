package dev.quern.embedding.http;

import dev.quern.embedding.ModelInput;
import java.nio.charset.StandardCharsets;

/** A text for another server, which alone can count its tokens. */
record RemoteText(String text, int length) implements ModelInput {
    static RemoteText of(String text) {
        return new RemoteText(text, tokens(text));
    }

    /** An estimate: about four letters of Latin script make a token, or one and a third of Korean or Chinese. */
    static int tokens(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length / 4 + 1;
    }

    @Override
    public int tokenCount() {
        return 0;
    }

    @Override
    public boolean truncated() {
        return false;
    }
}
