package dev.quern.retrieval.weaviate;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentText;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;

/** The texts of one collection's documents: a short one in the record, a long one in an object for each part. */
final class StoredTexts {
    /** The longest that is kept in the record, which is written anew with every step that the document makes. */
    private static final int SHORT = 20_000;

    private final WeaviateObjects objects;

    /**
     * @param objects where the records are
     */
    StoredTexts(WeaviateObjects objects) {
        this.objects = objects;
    }

    /** Stores the parts and returns what the record has to say of them. When that fails nothing of them stays. */
    Map<String, Object> put(Document document, DocumentText text) {
        Iterator<String> parts = text.parts();
        String part = parts.hasNext() ? parts.next() : "";
        if (part.length() <= SHORT && !parts.hasNext()) {
            return Map.of("textParts", 0, "text", part);
        }
        int count = 0;
        try {
            while (true) {
                objects.put(
                        ObjectIds.ofText(document.id(), document.generation(), count++),
                        Map.of("upload", Upload.of(document).key(), "text", part));
                if (!parts.hasNext()) {
                    return Map.of("textParts", count);
                }
                part = parts.next();
            }
        } catch (RuntimeException | Error failure) {
            remove(document, count, failure);
            throw failure;
        }
    }

    /** Should this fail too, the document's work item has the parts removed some time. */
    private void remove(Document document, int count, Throwable failure) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(part -> ObjectIds.ofText(document.id(), document.generation(), part)
                        .toString())
                .toList();
        try {
            objects.remove(ids);
        } catch (QuernException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    /**
     * @param record of the generation whose text it is
     */
    DocumentText of(DocumentId document, Fields record) {
        String generation = record.text("generation");
        long parts = record.number("textParts");
        if (parts == 0) {
            return DocumentText.of(record.text("text"));
        }
        return () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < parts;
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return part(document, generation, next++).orElseThrow(StoredTexts::gone);
            }
        };
    }

    private Optional<String> part(DocumentId document, String generation, int part) {
        try {
            return objects.get(ObjectIds.ofText(document, generation, part)).map(found -> found.text("text"));
        } catch (QuernException failure) {
            if (WeaviateErrors.isWithoutTenant(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static QuernException gone() {
        return new QuernException(ErrorCode.CONFLICT, "The document was deleted or replaced while its text was read.");
    }
}
