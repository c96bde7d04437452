package dev.quern.retrieval.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.retrieval.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.junit.jupiter.api.Test;

class StoredMetadataTest {
    @Test
    void readsWhatItWrote() throws IOException {
        Map<String, Value> metadata = Map.of(
                "text", new Value.Text("ü 世界 🌾"),
                "empty", new Value.Text(""),
                "number", new Value.Numeric(-1e-300),
                "true", new Value.Flag(true),
                "false", new Value.Flag(false),
                "time", new Value.Time(Instant.parse("1913-05-29T20:00:00.123Z")));
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();

        StoredMetadata.write(out, metadata);
        StoredMetadata.write(out, Map.of());

        ByteArrayDataInput in = new ByteArrayDataInput(out.toArrayCopy());
        assertThat(StoredMetadata.read(in)).isEqualTo(metadata);
        assertThat(StoredMetadata.read(in)).isEmpty();
        assertThat(in.eof()).isTrue();
    }

    @Test
    void refusesAValueThatItDoesNotKnow() throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        out.writeVInt(1);
        out.writeString("name");
        out.writeByte((byte) '?');

        assertThatThrownBy(() -> StoredMetadata.read(new ByteArrayDataInput(out.toArrayCopy())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unknown type");
    }
}
