package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Ulids;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A sign in a collection's record, renewed until it is closed. */
final class RaisedSign implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RaisedSign.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final CollectionRecords records;
    private final CollectionId collection;
    private final String owner = Ulids.next();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread renewing;
    private volatile long renewedAt;
    private boolean left;

    RaisedSign(CollectionRecords records, CollectionId collection) {
        this.records = records;
        this.collection = collection;
        renew();
        renewing = Thread.ofVirtual().name("replacing-" + collection.name()).start(this::renewNowAndThen);
    }

    /** So that nothing is written late into a record that has changed by then. */
    void stopRenewing() {
        stopped.countDown();
        try {
            renewing.join();
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            throw WeaviateErrors.cancelled(gone);
        }
    }

    /** Whether it is in the record and will be for some time. */
    boolean isUpIn(CollectionRecord record) {
        boolean fresh = System.nanoTime() - renewedAt < Sign.LIFE.dividedBy(2).toNanos();
        return fresh && record.sign().owner().equals(owner);
    }

    /** Has it stay when this is closed, until it is taken away by others or too old. */
    void leave() {
        left = true;
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            renewing.join();
            if (!left) {
                records.write(collection, Sign.NONE);
            }
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
        } catch (QuernException failure) {
            LOG.warnf(failure, "the collection %s takes no documents for a minute", collection.name());
        }
    }

    private void renew() {
        long before = System.nanoTime();
        records.write(collection, new Sign(owner, Instant.now()));
        renewedAt = before;
    }

    private void renewNowAndThen() {
        try {
            while (!stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    if (records.get(collection).filter(this::isOwnSignIn).isEmpty()) {
                        return;
                    }
                    renew();
                } catch (QuernException failure) {
                    LOG.infof("the sign of the collection %s is not renewed: %s", collection.name(), failure.text());
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOwnSignIn(CollectionRecord record) {
        return record.sign().owner().equals(owner);
    }
}
