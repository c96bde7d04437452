package dev.quern.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Does something now and then, on a thread of its own, until it is closed. */
final class Periodic implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Periodic.class);
    private static final Duration END = Duration.ofSeconds(5);

    private final Thread thread;

    private Periodic(Thread thread) {
        this.thread = thread;
    }

    static Periodic start(String name, Duration every, Runnable task) {
        return new Periodic(Thread.ofVirtual().name(name).start(() -> {
            while (isPausedFor(every)) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.warnf(e, "%s has failed, and is tried again in %s.", name, every);
                }
            }
        }));
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(END);
    }

    private static boolean isPausedFor(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return true;
        } catch (InterruptedException ended) {
            return false;
        }
    }
}
