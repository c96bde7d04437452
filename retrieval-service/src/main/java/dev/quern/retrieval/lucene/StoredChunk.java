package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Location;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;

/** All that a search shows of a chunk, as bytes of its entry and as the passage that a search makes of them. */
record StoredChunk(
        UUID id, String document, String title, String text, Location location, Map<String, Value> metadata) {

    static StoredChunk of(Document document, EmbeddedChunk embedded) {
        return new StoredChunk(
                embedded.chunk().id(),
                document.id().name(),
                document.header().title(),
                embedded.chunk().text(),
                embedded.chunk().location(),
                document.header().metadata());
    }

    BytesRef toBytes() throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
        out.writeString(document);
        out.writeString(title);
        out.writeString(text);
        out.writeVInt(location.ordinal());
        out.writeVInt(location.start());
        out.writeVInt(location.end());
        out.writeVInt(location.headingPath().size());
        for (String heading : location.headingPath()) {
            out.writeString(heading);
        }
        StoredMetadata.write(out, metadata);
        out.writeVInt(location.page());
        return new BytesRef(out.toArrayCopy());
    }

    static StoredChunk fromBytes(BytesRef bytes) throws IOException {
        ByteArrayDataInput in = new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length);
        UUID id = new UUID(in.readLong(), in.readLong());
        String document = in.readString();
        String title = in.readString();
        String text = in.readString();
        int ordinal = in.readVInt();
        int start = in.readVInt();
        int end = in.readVInt();
        int headings = in.readVInt();
        List<String> path = new ArrayList<>(headings);
        for (int i = 0; i < headings; i++) {
            path.add(in.readString());
        }
        Map<String, Value> metadata = StoredMetadata.read(in);
        // A chunk that is older than pages ends here.
        int page = in.eof() ? 0 : in.readVInt();
        return new StoredChunk(id, document, title, text, new Location(ordinal, start, end, page, path), metadata);
    }

    Passage toPassage(float score, Optional<Float> similarity, String explanation) {
        return new Passage(id, document, title, text, score, similarity, location, List.of(), explanation, metadata);
    }
}
