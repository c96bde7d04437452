package dev.quern.embedding.http;

/** What a model is asked about, as the caller knows it. */
enum Subject {
    TEXT("texts", "A text"),
    PASSAGE("passages", "A passage with its query");

    /** Where the caller wrote it. */
    final String field;

    final String name;

    Subject(String field, String name) {
        this.field = field;
        this.name = name;
    }
}
