package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The room on the disk that uploads share. It is promised before the first byte comes, so that several at once do not
 * count on the same; what has come of an upload counts twice until it is over, which errs on the safe side.
 */
final class UploadRoom {
    private static final Logger LOG = Logger.getLogger(UploadRoom.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final LongSupplier free;
    private final long reserve;
    private final AtomicLong promised = new AtomicLong();
    private final AtomicBoolean isFull = new AtomicBoolean();

    /**
     * @param free bytes on the disk
     * @param reserve how many of them stay free
     */
    UploadRoom(LongSupplier free, long reserve) {
        this.free = free;
        this.reserve = reserve;
    }

    /** Throws when there is no room for so much; it is given back by running the result, once. */
    Runnable promise(long bytes) {
        if (free.getAsLong() - reserve < promised.addAndGet(bytes)) {
            promised.addAndGet(-bytes);
            if (!isFull.getAndSet(true)) {
                LOG.warn("The disk is too full to take files: uploads are refused until there is room again.");
            }
            throw QuernException.overloaded("The disk is too full to take files.", TRY_AGAIN);
        }
        if (isFull.getAndSet(false)) {
            LOG.info("The disk has room for uploads again.");
        }
        AtomicBoolean isBack = new AtomicBoolean();
        return () -> {
            if (!isBack.getAndSet(true)) {
                promised.addAndGet(-bytes);
            }
        };
    }

    /** Whether the disk is so full that nothing at all is taken. */
    boolean isNone() {
        return free.getAsLong() <= reserve;
    }
}
