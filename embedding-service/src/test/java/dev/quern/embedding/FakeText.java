package dev.quern.embedding;

/** A text of one token a word. */
record FakeText(String text, int length, int tokenCount) implements ModelInput {
    static final int MAX_TOKENS = 16;

    static FakeText of(String text) {
        int tokens = text.strip().split(" +", -1).length;
        return new FakeText(text, Math.min(tokens, MAX_TOKENS), tokens);
    }

    @Override
    public boolean truncated() {
        return tokenCount > length;
    }
}
