package dev.quern.retrieval.lucene;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.DocumentText;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A generation's text, which is read part by part, each from what is stored at that moment. */
record StoredText(String generation, int count, Source source) implements DocumentText {

    /** Where parts are read from. */
    @FunctionalInterface
    interface Source {
        /** Empty when there is no such part any more. */
        Optional<String> part(String generation, int number);
    }

    @Override
    public Iterator<String> parts() {
        return new Iterator<>() {
            private int number;

            @Override
            public boolean hasNext() {
                return number < count;
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                String part = source.part(generation, number)
                        .orElseThrow(() -> new QuernException(
                                ErrorCode.CONFLICT, "The document was replaced or deleted while its text was read."));
                number++;
                return part;
            }
        };
    }
}
