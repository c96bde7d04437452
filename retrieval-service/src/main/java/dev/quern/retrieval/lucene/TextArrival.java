package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentText;
import java.io.IOException;
import java.util.Iterator;
import java.util.OptionalInt;

/**
 * Takes a document in with its text. A text of one part goes with the document's record in one change. A longer one is
 * written part by part beforehand, while other changes go on; until its record is there the index's header names its
 * generation, so that parts which a crash leaves behind are found and removed.
 */
final class TextArrival {
    private final CollectionIndex index;
    private final Document document;

    TextArrival(CollectionIndex index, Document document) {
        this.index = index;
        this.document = document;
    }

    /** What is to happen in the change that takes the document in. */
    @FunctionalInterface
    interface Before {
        void run() throws IOException;
    }

    void take(DocumentText text, Before before) throws IOException {
        Iterator<String> parts = text.parts();
        String first = parts.hasNext() ? parts.next() : "";
        if (!parts.hasNext()) {
            index.write(edit -> {
                before.run();
                edit.accept(document, first);
                return true;
            });
            return;
        }
        OptionalInt there = index.write(edit -> edit.await(document));
        if (there.isPresent()) {
            accept(there.getAsInt(), before);
            return;
        }
        try {
            accept(write(first, parts), before);
        } catch (Throwable failure) {
            forget(failure);
            throw failure;
        }
    }

    private int write(String first, Iterator<String> parts) throws IOException {
        index.addPart(TextParts.entry(document.generation(), 0, first));
        int count = 1;
        while (parts.hasNext()) {
            index.addPart(TextParts.entry(document.generation(), count, parts.next()));
            count++;
        }
        return count;
    }

    private void accept(int count, Before before) throws IOException {
        index.write(edit -> {
            before.run();
            edit.accept(document, count);
            return true;
        });
    }

    private void forget(Throwable failure) {
        try {
            index.write(edit -> {
                edit.forgetText(document);
                return true;
            });
        } catch (IOException | RuntimeException another) {
            // The next opening of the index forgets it.
            failure.addSuppressed(another);
        }
    }
}
