package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;

/** The values of declared fields as bytes that say their types themselves. */
final class StoredMetadata {
    private static final byte TEXT = 't';
    private static final byte NUMBER = 'n';
    private static final byte FLAG = 'f';
    private static final byte TIME = 'm';

    private StoredMetadata() {}

    static void write(DataOutput out, Map<String, Value> metadata) throws IOException {
        out.writeVInt(metadata.size());
        for (Map.Entry<String, Value> entry : new TreeMap<>(metadata).entrySet()) {
            out.writeString(entry.getKey());
            switch (entry.getValue()) {
                case Value.Text text -> {
                    out.writeByte(TEXT);
                    out.writeString(text.value());
                }
                case Value.Numeric number -> {
                    out.writeByte(NUMBER);
                    out.writeLong(Double.doubleToLongBits(number.value()));
                }
                case Value.Flag flag -> {
                    out.writeByte(FLAG);
                    out.writeByte((byte) (flag.value() ? 1 : 0));
                }
                case Value.Time time -> {
                    out.writeByte(TIME);
                    out.writeLong(time.value().toEpochMilli());
                }
            }
        }
    }

    static Map<String, Value> read(DataInput in) throws IOException {
        int size = in.readVInt();
        if (size == 0) {
            return Map.of();
        }
        Map<String, Value> metadata = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            String name = in.readString();
            byte type = in.readByte();
            metadata.put(
                    name,
                    switch (type) {
                        case TEXT -> new Value.Text(in.readString());
                        case NUMBER -> new Value.Numeric(Double.longBitsToDouble(in.readLong()));
                        case FLAG -> new Value.Flag(in.readByte() == 1);
                        case TIME -> new Value.Time(Instant.ofEpochMilli(in.readLong()));
                        default -> throw new IOException("a stored value of an unknown type: " + type);
                    });
        }
        return metadata;
    }
}
