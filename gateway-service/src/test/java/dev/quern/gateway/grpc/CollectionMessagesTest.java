package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Catalogue.Changes;
import dev.quern.gateway.Catalogue.Chunking;
import dev.quern.gateway.Catalogue.ChunkingMethod;
import dev.quern.gateway.Catalogue.Distance;
import dev.quern.gateway.Catalogue.FieldType;
import dev.quern.gateway.Catalogue.NewCollection;
import dev.quern.gateway.Catalogue.Profile;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Rebuild;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CollectionMessagesTest {
    private static final Map<String, FieldType> FIELDS = Map.of(
            "place", FieldType.TEXT, "year", FieldType.NUMBER, "open", FieldType.BOOLEAN, "built", FieldType.TIME);

    @Test
    void settingsComeBackAsTheyWereWanted() {
        for (Distance distance : Distance.values()) {
            for (Profile profile : Profile.values()) {
                Optional<Chunking> chunking = Optional.of(new Chunking(ChunkingMethod.TOKENS, 300, 0));
                NewCollection wanted = new NewCollection("notes", "small@2", distance, profile, FIELDS, chunking);

                Catalogue.Collection found = CollectionMessages.collection(CollectionMessages.wanted(wanted));

                assertThat(new NewCollection(
                                found.name(),
                                found.embeddingModel(),
                                found.distance(),
                                found.profile(),
                                found.fields(),
                                found.chunking()))
                        .isEqualTo(wanted);
            }
        }
    }

    @Test
    void readsWhatThereIsOfIt() {
        Catalogue.Collection found = CollectionMessages.collection(CollectionMessages.wanted(
                        new NewCollection("notes", "small@2", Distance.DOT, Profile.EXACT, Map.of(), Optional.empty()))
                .toBuilder()
                .setDimensions(384)
                .setVersion("v")
                .setDocuments(2)
                .setPassages(30)
                .setBytes(4_000)
                .addRemarks("No quantization.")
                .setCreatedAt(Timestamp.newBuilder().setSeconds(1).setNanos(5))
                .build());

        assertThat(found)
                .isEqualTo(new Catalogue.Collection(
                        "notes",
                        "small@2",
                        384,
                        Distance.DOT,
                        Profile.EXACT,
                        Map.of(),
                        "v",
                        2,
                        30,
                        4_000,
                        Instant.ofEpochSecond(1, 5),
                        List.of("No quantization."),
                        Optional.empty(),
                        Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(ChunkingMethod.class)
    void readsHowFarARebuildIs(ChunkingMethod method) {
        Collection settings = CollectionMessages.wanted(new NewCollection(
                "notes", "large@1", Distance.COSINE, Profile.HNSW, Map.of(), Optional.of(new Chunking(method, 50, 5))));

        Catalogue.Collection found = CollectionMessages.collection(settings.toBuilder()
                .setRebuild(Rebuild.newBuilder()
                        .setSettings(settings)
                        .setDocumentsDone(4)
                        .setDocumentsTotal(9)
                        .setDocumentsFailed(1)
                        .setStartedAt(Timestamp.newBuilder().setSeconds(7)))
                .build());

        assertThat(found.rebuild())
                .contains(new Catalogue.Rebuild(
                        "large@1",
                        Distance.COSINE,
                        Profile.HNSW,
                        Optional.of(new Chunking(method, 50, 5)),
                        4,
                        9,
                        1,
                        Instant.ofEpochSecond(7)));
    }

    @Test
    void saysOnlyWhatIsToChange() {
        Changes none = new Changes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        Changes all = new Changes(
                Optional.of("large@1"),
                Optional.of(Distance.DOT),
                Optional.of(Profile.EXACT),
                Optional.of(new Chunking(ChunkingMethod.HEADINGS, 500, 0)));

        assertThat(CollectionMessages.changes(none)).isEqualTo(Collection.getDefaultInstance());
        assertThat(CollectionMessages.changes(all))
                .isEqualTo(CollectionMessages.wanted(
                        new NewCollection("", "large@1", Distance.DOT, Profile.EXACT, Map.of(), all.chunking())));
    }

    @Test
    void doesNotGuessWhatItDoesNotKnow() {
        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> CollectionMessages.collection(Collection.getDefaultInstance()));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure.service()).contains("retrieval-service");
    }
}
