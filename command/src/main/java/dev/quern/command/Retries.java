package dev.quern.command;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Asks again, later and later, while the server is busy or cannot be reached, but not for ever. When it says that it is
 * busy everybody waits, as all ask the same server.
 */
final class Retries {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_ASKED_PAUSE = Duration.ofMinutes(5);
    /** About a quarter of an hour of nothing but refusals. */
    private static final int MOST_BUSY = 30;
    /** About two minutes. */
    private static final int MOST_LOST = 8;

    private final Time time;
    private final RandomGenerator random;
    private final AtomicLong notBefore = new AtomicLong();

    Retries(Time time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * @throws BusyException when it still was after many attempts
     * @throws ServerLostException when it cannot be reached, or lets us in no more
     */
    <T> T call(Attempt<T> attempt) throws IOException, InterruptedException {
        int busy = 0;
        int lost = 0;
        while (true) {
            awaitTurn();
            try {
                return attempt.run();
            } catch (BusyException e) {
                busy++;
                Duration asked = e.retryAfter().orElse(Duration.ZERO);
                if (busy >= MOST_BUSY || asked.compareTo(LONGEST_ASKED_PAUSE) > 0) {
                    throw e;
                }
                // A server that always asks for a second gets no more patience used up by it than any other.
                Duration own = pauseAfter(busy);
                holdAll(asked.compareTo(own) > 0 ? asked : own);
            } catch (RefusedException e) {
                if (e.isAboutUs()) {
                    throw new ServerLostException(Reasons.of(e), e);
                }
                throw e;
            } catch (UnreadableFileException | ServerLostException e) {
                throw e;
            } catch (IOException e) {
                lost++;
                if (lost >= MOST_LOST) {
                    throw new ServerLostException("The server cannot be reached: " + Reasons.of(e), e);
                }
                time.sleep(jittered(pauseAfter(lost)));
            }
        }
    }

    /** How long the server has asked everybody to wait. */
    Duration held() {
        Duration left = Duration.ofNanos(notBefore.get()).minus(time.now());
        return left.isPositive() ? left : Duration.ZERO;
    }

    private void holdAll(Duration pause) {
        long until = time.now().plus(pause).toNanos();
        notBefore.accumulateAndGet(until, Math::max);
    }

    private void awaitTurn() throws InterruptedException {
        for (Duration left = held(); left.isPositive(); left = held()) {
            // Not all at the same moment.
            time.sleep(jittered(left));
        }
    }

    private Duration jittered(Duration pause) {
        return pause.plusNanos((long) (random.nextDouble() * pause.toNanos() / 4));
    }

    private static Duration pauseAfter(int attempts) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
