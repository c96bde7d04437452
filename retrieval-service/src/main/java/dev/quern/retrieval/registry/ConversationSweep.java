package dev.quern.retrieval.registry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Removes conversations that are over, in the background. Every replica may do so at the same time. */
public final class ConversationSweep {
    private static final Logger LOG = Logger.getLogger(ConversationSweep.class);
    /** Whoever found it just before its end is done with it by then. */
    private static final Duration GRACE = Duration.ofMinutes(10);
    /** A turn goes with its conversation; the end of its own is for those whose conversation went without them. */
    private static final Duration TURNS_STAY = Duration.ofDays(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BATCH = 200;
    private static final int MOST_BATCHES = 100;

    private final Entries entries;
    private final InstantSource clock;
    private final Duration interval;
    private final Counter expired;
    private @Nullable Thread thread;

    public ConversationSweep(Entries entries, Duration interval, InstantSource clock, MeterRegistry meters) {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("quern.retrieval.registry.sweep is a second or more.");
        }
        this.entries = entries;
        this.interval = interval;
        this.clock = clock;
        expired = meters.counter("quern.retrieval.conversations.expired");
    }

    static Instant endOfTurn(Instant endOfConversation) {
        return endOfConversation.plus(TURNS_STAY);
    }

    public void start() {
        thread = Thread.ofVirtual().name("conversation-sweep").start(this::sweepNowAndThen);
    }

    public void stop() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            if (!running.join(PATIENCE)) {
                LOG.warn("removing conversations did not stop in time");
            }
        }
    }

    private void sweepNowAndThen() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(interval);
                try {
                    sweep();
                } catch (RuntimeException failure) {
                    if (!Thread.currentThread().isInterrupted()) {
                        LOG.warn("conversations that are over cannot be removed now", failure);
                    }
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("removing conversations ends");
        }
    }

    void sweep() {
        for (int i = 0; i < MOST_BATCHES && !Thread.currentThread().isInterrupted(); i++) {
            Instant now = clock.instant();
            List<Entry> over = entries.over(now.minus(GRACE), BATCH);
            for (Entry entry : over) {
                if (ConversationId.isNameOfOne(entry.name())) {
                    entries.removeAll(entry.name());
                    entries.remove(entry.name());
                    expired.increment();
                } else if (ConversationId.isNameOfOne(entry.list())) {
                    settleTurn(entry, now);
                }
            }
            if (over.size() < BATCH) {
                return;
            }
        }
    }

    private void settleTurn(Entry turn, Instant now) {
        Optional<Instant> end = entries.get(turn.list()).map(Entry::end).filter(then -> then.isAfter(now));
        if (end.isPresent()) {
            entries.moveEnd(turn.name(), endOfTurn(end.get()));
        } else {
            entries.remove(turn.name());
        }
    }
}
