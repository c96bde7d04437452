package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocumentTest {
    private final CollectionId notes = StoredDocuments.newCollection();
    private final Document original = StoredDocuments.pending(notes, "one", 0);

    @Test
    void copiesAreOfTheSameUploadAndOfAGenerationOfTheirOwn() {
        Document copy = original.acceptedIn(notes.asSuccessor(), "a1");
        Document copyOfTheCopy = copy.acceptedIn(notes.asSuccessor(), "b2");

        assertThat(copy.generation()).isNotEqualTo(original.generation());
        assertThat(copyOfTheCopy.generation()).isNotEqualTo(copy.generation()).startsWith(original.generation());
        assertThat(copy.upload()).isEqualTo(original.upload());
        assertThat(copyOfTheCopy.upload()).isEqualTo(original.upload());
    }

    @Test
    void copiesAreInTheOrderOfTheirOriginals() {
        Document next = StoredDocuments.pending(notes, "two", 0);

        assertThat(original.acceptedIn(notes.asSuccessor(), "z9").generation())
                .isLessThan(next.acceptedIn(notes.asSuccessor(), "a1").generation());
    }
}
