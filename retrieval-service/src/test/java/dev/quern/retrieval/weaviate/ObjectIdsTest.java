package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.DocumentId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ObjectIdsTest {
    @Test
    void namesTheSameThingTheSame() {
        CollectionId collection = new CollectionId("acme", "notes");

        assertThat(ObjectIds.of(collection)).isEqualTo(ObjectIds.of(new CollectionId("acme", "notes")));
        assertThat(ObjectIds.tenant(collection, "1"))
                .isEqualTo(ObjectIds.tenant(new CollectionId("acme", "notes"), "1"));
    }

    @Test
    void keepsNamesApartThatReadTheSameWhenJoined() {
        List<CollectionId> collections =
                List.of(new CollectionId("ab", "c"), new CollectionId("a", "bc"), new CollectionId("a-b", "c"));

        assertThat(collections.stream().map(ObjectIds::of)).doesNotHaveDuplicates();
        assertThat(collections.stream().map(id -> ObjectIds.tenant(id, "1"))).doesNotHaveDuplicates();
        assertThat(collections.stream().map(id -> ObjectIds.of(new DocumentId(id, "one"), "generation")))
                .doesNotHaveDuplicates();
    }

    @Test
    void namesWhatIsInASuccessorAsInTheCollectionThatItBecomes() {
        CollectionId collection = new CollectionId("acme", "notes");
        DocumentId document = new DocumentId(collection, "one");
        DocumentId next = new DocumentId(collection.asSuccessor(), "one");

        assertThat(ObjectIds.of(next, "g")).isEqualTo(ObjectIds.of(document, "g"));
        assertThat(ObjectIds.ofText(next, "g", 0)).isEqualTo(ObjectIds.ofText(document, "g", 0));
        assertThat(ObjectIds.tenant(collection.asSuccessor(), "2s")).isEqualTo(ObjectIds.tenant(collection, "2s"));
        assertThat(ObjectIds.of(collection.asSuccessor())).isNotEqualTo(ObjectIds.of(collection));
        assertThat(ObjectIds.ofWork(next, "INDEX", "g")).isNotEqualTo(ObjectIds.ofWork(document, "INDEX", "g"));
    }

    @Test
    void makesUuidsOfVersionFive() {
        UUID id = ObjectIds.of(new CollectionId("acme", "notes"));

        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void givesWeaviateOnlyNamesThatItTakes() {
        assertThat(ObjectIds.tenant(new CollectionId("acme", "notes"), "1")).matches("[a-z0-9]{32}");
        assertThat(new ChunkClass(CollectionSettings.of("org/a model:8 ü@1.0" + "x".repeat(100), 384)).name())
                .matches("[A-Z][A-Za-z0-9_]{0,99}")
                .contains("_384_");
    }

    @Test
    void givesEveryModelAndSizeItsOwnClass() {
        assertThat(List.of(
                        new ChunkClass(CollectionSettings.of("a/b@1", 3)).name(),
                        new ChunkClass(CollectionSettings.of("a-b@1", 3)).name(),
                        new ChunkClass(CollectionSettings.of("a-b@1", 4)).name()))
                .doesNotHaveDuplicates();
    }
}
