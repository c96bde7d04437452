package dev.quern.embedding.http;

import dev.quern.embedding.ModelInput;

/** A query and a passage for another server, which alone can count their tokens. */
record RemotePassage(String query, String passage, int length) implements ModelInput {
    static RemotePassage of(String query, String passage) {
        return new RemotePassage(query, passage, RemoteText.tokens(query) + RemoteText.tokens(passage));
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
