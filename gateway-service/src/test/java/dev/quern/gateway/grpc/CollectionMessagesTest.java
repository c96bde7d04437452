package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Catalogue.Distance;
import dev.quern.gateway.Catalogue.FieldType;
import dev.quern.gateway.Catalogue.NewCollection;
import dev.quern.gateway.Catalogue.Profile;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Collection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectionMessagesTest {
    private static final Map<String, FieldType> FIELDS = Map.of(
            "place", FieldType.TEXT, "year", FieldType.NUMBER, "open", FieldType.BOOLEAN, "built", FieldType.TIME);

    @Test
    void settingsComeBackAsTheyWereWanted() {
        for (Distance distance : Distance.values()) {
            for (Profile profile : Profile.values()) {
                NewCollection wanted = new NewCollection("notes", "small@2", distance, profile, FIELDS);

                Catalogue.Collection found = CollectionMessages.collection(CollectionMessages.wanted(wanted));

                assertThat(new NewCollection(
                                found.name(),
                                found.embeddingModel(),
                                found.distance(),
                                found.profile(),
                                found.fields()))
                        .isEqualTo(wanted);
            }
        }
    }

    @Test
    void readsWhatThereIsOfIt() {
        Catalogue.Collection found = CollectionMessages.collection(
                CollectionMessages.wanted(new NewCollection("notes", "small@2", Distance.DOT, Profile.EXACT, Map.of()))
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
                        List.of("No quantization.")));
    }

    @Test
    void doesNotGuessWhatItDoesNotKnow() {
        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> CollectionMessages.collection(Collection.getDefaultInstance()));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure.service()).contains("retrieval-service");
    }
}
