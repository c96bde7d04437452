package dev.quern.gateway.redis;

import dev.quern.gateway.TokenLedger;
import dev.quern.protocol.VirtualThreads;
import dev.quern.redis.RedisUnavailableException;
import dev.quern.redis.SparingLink;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Tells Redis what was spent, many at once, in the background; while Redis is away they wait. Those of which it is not
 * known whether they have arrived are sent again, which counts once.
 */
final class Settlements implements Runnable {
    private static final Logger LOG = Logger.getLogger(Settlements.class);
    private static final int WAITING = 100_000;
    private static final int AT_ONCE = 100;
    private static final Duration IDLE = Duration.ofMillis(100);

    private final SparingLink redis;
    private final TokenLedger ledger;
    private final Duration pause;
    private final Duration keptFor;
    private final Counter lost;
    private final BlockingQueue<Settlement> waiting = new LinkedBlockingQueue<>(WAITING);
    /** Those that are being told; used by one thread only. */
    private final List<Settlement> pending = new ArrayList<>();

    private final AtomicInteger untold = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Nothing is told any more. */
    private volatile boolean ended;

    /**
     * @param pause before Redis is told again
     * @param keptFor how long Redis keeps the day
     * @param lost counts tokens that were never told
     */
    Settlements(SparingLink redis, TokenLedger ledger, Duration pause, Duration keptFor, Counter lost) {
        this.redis = redis;
        this.ledger = ledger;
        this.pause = pause;
        this.keptFor = keptFor;
        this.lost = lost;
    }

    /** Does not wait. */
    void add(Settlement settlement) {
        untold.incrementAndGet();
        if (!waiting.offer(settlement)) {
            lose(settlement);
        } else if (ended) {
            loseWaiting();
        }
    }

    /** How many Redis does not know of. */
    int untold() {
        return untold.get();
    }

    /** Until it is stopped, and then until there are no more or Redis is away. */
    @Override
    public void run() {
        try {
            while (await()) {
                tellAll();
                if (!pending.isEmpty() && stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            pending.forEach(this::lose);
            loseWaiting();
        }
    }

    void stop() {
        stopped.countDown();
    }

    /** Whether there is anything to tell; false once it is stopped and nothing more comes. */
    private boolean await() throws InterruptedException {
        while (pending.isEmpty()) {
            Settlement next = waiting.poll(IDLE.toNanos(), TimeUnit.NANOSECONDS);
            if (next != null) {
                pending.add(next);
            } else if (stopped.getCount() == 0) {
                return false;
            }
        }
        waiting.drainTo(pending, AT_ONCE - pending.size());
        return true;
    }

    /** What could not be told stays pending. */
    private void tellAll() throws InterruptedException {
        List<Future<Boolean>> telling = pending.stream()
                .map(settlement -> VirtualThreads.executor().submit(() -> tell(settlement)))
                .toList();
        try {
            Iterator<Settlement> all = pending.iterator();
            for (Future<Boolean> one : telling) {
                if (isDone(all.next(), one)) {
                    all.remove();
                }
            }
        } finally {
            telling.forEach(one -> one.cancel(true));
        }
    }

    private boolean isDone(Settlement settlement, Future<Boolean> telling) throws InterruptedException {
        try {
            boolean told = telling.get();
            if (told) {
                untold.decrementAndGet();
            }
            return told;
        } catch (ExecutionException broken) {
            LOG.error("tokens that were spent cannot be told", broken.getCause());
            lose(settlement);
            return true;
        }
    }

    private void loseWaiting() {
        for (Settlement next = waiting.poll(); next != null; next = waiting.poll()) {
            lose(next);
        }
    }

    private void lose(Settlement settlement) {
        untold.decrementAndGet();
        lost.increment((double) settlement.spent());
    }

    private boolean tell(Settlement settlement) throws InterruptedException {
        BudgetKeys keys = new BudgetKeys(settlement.caller().tenant(), settlement.day());
        try {
            redis.run(
                            BudgetScripts.SETTLE,
                            keys.allAndMark(settlement.reservation()),
                            List.of(
                                    settlement.caller().subject(),
                                    settlement.reservation(),
                                    Long.toString(settlement.spent()),
                                    Long.toString(keptFor.toSeconds())))
                    .map(Numbers::new)
                    .ifPresent(used -> ledger.learn(settlement.day(), settlement.caller(), used.at(0), used.at(1)));
            if (settlement.here()) {
                ledger.add(settlement.day(), settlement.caller(), -settlement.spent());
            }
            return true;
        } catch (RedisUnavailableException away) {
            return false;
        }
    }
}
