package dev.quern.cache;

import java.io.IOException;
import java.util.List;

/** Where the keys that are asked for most are noted down for the next run. */
public interface KeyNotes {
    /** The keys of the last complete note, the hottest first, without what cannot be read; none when there is no note. */
    List<CacheKey> read() throws IOException;

    /** Replaces the note as a whole, or not at all. */
    void write(List<CacheKey> keys) throws IOException;
}
