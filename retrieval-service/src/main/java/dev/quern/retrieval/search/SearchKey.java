package dev.quern.retrieval.search;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes two searches the same, or two conditions. Every part goes in with its length, and every list with its
 * size, so that no two different ones read alike.
 */
final class SearchKey {
    private final MessageDigest digest;

    private SearchKey() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * @param question not embedded yet: its vector is there only when the caller gave it
     * @param version of the collection
     * @param settings how searches are made here
     */
    static String of(Question question, String version, String settings) {
        SearchKey key = new SearchKey();
        key.add(question.collection().name());
        key.add(question.settings().embeddingModel());
        key.add(version);
        key.add(settings);
        key.add(question.text());
        key.add(question.limit());
        key.add(Float.floatToIntBits(question.alpha()));
        key.add(question.fusion().name());
        key.add(question.strategy().name());
        key.add(question.vector().length);
        for (float value : question.vector()) {
            key.add(Float.floatToIntBits(value));
        }
        question.filter().ifPresent(key::add);
        return key.text();
    }

    /** Of a filter in one version of a collection, however much the filter holds. */
    static String of(CollectionId collection, String version, Filter filter) {
        SearchKey key = new SearchKey();
        key.add(collection.tenant());
        key.add(collection.name());
        key.add(version);
        key.add(filter);
        return key.text();
    }

    private String text() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void add(Filter filter) {
        switch (filter) {
            case Filter.All all -> addAll("all", all.filters());
            case Filter.Any any -> addAll("any", any.filters());
            case Filter.Not not -> addAll("not", List.of(not.filter()));
            case Filter.In in -> {
                add("in");
                add(in.field().name());
                add(in.values().size());
                in.values().forEach(this::add);
            }
            case Filter.Range range -> {
                add(range.comparison().name());
                add(range.field().name());
                add(range.bound());
            }
        }
    }

    private void addAll(String combination, List<Filter> filters) {
        add(combination);
        add(filters.size());
        filters.forEach(this::add);
    }

    private void add(Value value) {
        add(value.type().name());
        add(
                switch (value) {
                    case Value.Text text -> text.value();
                    case Value.Numeric number -> Double.toString(number.value());
                    case Value.Flag flag -> Boolean.toString(flag.value());
                    case Value.Time time -> time.value().toString();
                });
    }

    private void add(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
    }

    private void add(int number) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
    }
}
