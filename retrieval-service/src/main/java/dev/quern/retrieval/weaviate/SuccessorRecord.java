package dev.quern.retrieval.weaviate;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A successor as it is stored.
 *
 * @param deleted whether it is there only to be tidied up after
 * @param replaced whose place it is about to take, or has taken
 */
record SuccessorRecord(CollectionRecord record, boolean deleted, Optional<Home> replaced) {
    static SuccessorRecord from(Fields fields) {
        String replaced = fields.text("replaces");
        return new SuccessorRecord(
                CollectionRecord.from(fields),
                CollectionRecords.isDeleted(fields),
                replaced.isEmpty() ? Optional.empty() : Optional.of(Home.read(replaced)));
    }

    SuccessorRecord replacing(CollectionRecord collection) {
        return new SuccessorRecord(record, deleted, Optional.of(Home.of(collection)));
    }

    /** Where it has put objects, or made them superfluous. */
    Stream<Home> homes() {
        return Stream.concat(Stream.of(Home.of(record)), replaced.stream());
    }
}
