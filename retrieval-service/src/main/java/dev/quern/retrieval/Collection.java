package dev.quern.retrieval;

import java.time.Instant;
import java.util.List;

/**
 * A collection as it is now.
 *
 * @param version a ULID, new after every change that a search could see
 * @param documents that are searchable
 * @param bytes that it takes in the store, about; 0 where the store cannot tell
 * @param remarks what the store cannot do of what was asked, in sentences
 */
public record Collection(
        CollectionId id,
        CollectionSettings settings,
        String version,
        long documents,
        long passages,
        long bytes,
        List<String> remarks,
        Instant createdAt) {
    public Collection {
        remarks = List.copyOf(remarks);
    }
}
