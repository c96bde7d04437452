package dev.quern.llm;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Examines a model again and again, at once for the first time; not in step with other replicas. */
final class ModelWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelWatch.class);
    private static final double SPREAD = 0.25;

    private final GuardedModel model;
    private final Duration interval;
    private final Thread thread;

    ModelWatch(GuardedModel model, Duration interval) {
        this.model = model;
        this.interval = interval;
        this.thread =
                Thread.ofVirtual().name("llm-watch-" + model.profile().name()).unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean worked = model.trouble().isEmpty();
                examine();
                tell(worked);
                double factor = ThreadLocalRandom.current().nextDouble(1 - SPREAD, 1 + SPREAD);
                Thread.sleep(Duration.ofNanos((long) (interval.toNanos() * factor)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void examine() {
        try {
            model.examine(interval);
        } catch (RuntimeException e) {
            LOG.warnf(e, "the model %s could not be checked", model.profile().name());
        }
    }

    private void tell(boolean worked) {
        model.trouble()
                .ifPresentOrElse(
                        trouble -> {
                            if (worked) {
                                LOG.warn(trouble);
                            }
                        },
                        () -> {
                            if (!worked) {
                                LOG.infof(
                                        "the model %s is there again",
                                        model.profile().name());
                            }
                        });
    }
}
