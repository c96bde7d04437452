package dev.quern.benchmarks.embedding;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/** Texts in turn, over and over. Safe for use by many threads. */
final class TextSource {
    private final List<String> texts;
    private final BiFunction<Long, String, String> writing;
    private final AtomicLong taken = new AtomicLong();

    /** The same texts in every turn. */
    TextSource(List<String> texts) {
        this(texts, (number, text) -> text);
    }

    /** @param writing what is sent as the so-maniest text */
    TextSource(List<String> texts, BiFunction<Long, String, String> writing) {
        this.texts = texts;
        this.writing = writing;
    }

    /** Texts that begin with a word, so that they are others than those without. */
    static BiFunction<Long, String, String> marked(String word) {
        return (number, text) -> word + " " + text;
    }

    /** Texts of which no two are the same. */
    static BiFunction<Long, String, String> distinct() {
        return (number, text) -> number + " " + text;
    }

    List<String> take(int count) {
        long first = taken.getAndAdd(count);
        return LongStream.range(first, first + count)
                .mapToObj(number -> writing.apply(number, texts.get((int) (number % texts.size()))))
                .toList();
    }
}
