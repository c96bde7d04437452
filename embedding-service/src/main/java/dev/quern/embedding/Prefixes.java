package dev.quern.embedding;

/** What some models want written before a text, so that they know what it is. */
public record Prefixes(String query, String passage) {
    public static final Prefixes NONE = new Prefixes("", "");

    public String before(String text, Purpose purpose) {
        return switch (purpose) {
            case QUERY -> query + text;
            case PASSAGE -> passage + text;
        };
    }
}
