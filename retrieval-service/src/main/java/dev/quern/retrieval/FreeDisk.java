package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.File;
import java.util.function.LongSupplier;

/** The disk that everything is kept on, of which some is to stay free: what was accepted must find room. */
public final class FreeDisk {
    private final LongSupplier free;
    private final long least;

    /** @param free the bytes that the disk has left */
    FreeDisk(LongSupplier free, long least) {
        this.free = free;
        this.least = least;
    }

    public static FreeDisk of(RetrievalConfig config) {
        File state = config.state().toAbsolutePath().toFile();
        return new FreeDisk(state::getUsableSpace, config.freeSpace().asLongValue());
    }

    /** Throws, with a sentence for a person, while the disk is nearly full. */
    public void check() {
        if (free.getAsLong() < least) {
            throw new QuernException(
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "The disk is nearly full: no document is taken until there is room again.")
                    .withService("retrieval-service");
        }
    }
}
