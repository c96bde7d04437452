package dev.quern.gateway;

/** Which values are dropped; always of one tenant. */
public sealed interface CacheTarget {

    /** One value. */
    record Key(Kind kind, String key) implements CacheTarget {}

    /** Those of every kind whose key matches: {@code *} stands for any characters, {@code ?} for one. */
    record Pattern(String pattern) implements CacheTarget {}

    /** What was made from a collection. */
    record Collection(String name) implements CacheTarget {}

    /** What was made from a document. */
    record Document(String id) implements CacheTarget {}

    /** All that the tenant has. */
    record Everything() implements CacheTarget {}

    /** What a value is. */
    enum Kind {
        ANSWER,
        SEARCH,
        EMBEDDING,
        SQL,
        API
    }
}
