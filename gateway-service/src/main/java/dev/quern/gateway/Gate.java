package dev.quern.gateway;

import dev.quern.gateway.Waiting.State;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;

/**
 * Gives places to those who come, or lets them wait for one, or refuses them, at once and without blocking. Who has
 * {@code n} before it, of {@code p} places that are taken for a mean time {@code t}, waits {@code (n + 1) / p * t}
 * (Little's law): who would be late by that, or would wait too long, is refused when it comes, and not when its time is
 * over. The queue is otherwise first in, first out: with waiting bounded by time, the last in would have no better chance.
 */
final class Gate {
    private static final double SOONEST_RETRY = Duration.ofSeconds(1).toNanos();
    private static final double LATEST_RETRY = Duration.ofMinutes(1).toNanos();
    private static final double JITTER = .5;
    /** So that those who are let into the queue just about in time do not expire in it by the half. */
    private static final double MARGIN = 1.25;

    private final GateSettings settings;
    private final AdaptiveLimit limit;
    private final PressureLevel pressure;
    private final AdmissionClock clock;
    private final AdmissionMetrics metrics;
    private final DoubleSupplier random;

    /** Held for bookkeeping only: whoever gets a place or is refused hears of it after. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Lanes lanes = new Lanes();
    private final Occupancy occupancy = new Occupancy();
    private final Map<Priority, Integer> runningIn = new EnumMap<>(Priority.class);
    private int running;

    /** @param random between 0 and 1, so that those who were refused do not come back all at once */
    Gate(
            GateSettings settings,
            PressureLevel pressure,
            AdmissionClock clock,
            AdmissionMetrics metrics,
            DoubleSupplier random) {
        this.settings = settings;
        this.limit = new AdaptiveLimit(settings.least(), settings.first(), settings.most());
        this.pressure = pressure;
        this.clock = clock;
        this.metrics = metrics;
        this.random = random;
    }

    void come(Waiting one) {
        Runnable answer = () -> {};
        lock.lock();
        try {
            if (one.state != State.NEW) {
                return;
            }
            long now = clock.now();
            one.since = now;
            if (hasRoom(one.lane())) {
                answer = give(one, now);
            } else {
                Optional<Refusal> refusal = whyNot(one, now);
                if (refusal.isPresent()) {
                    answer = refuse(one, refusal.get());
                } else {
                    queue(one, now);
                }
            }
            look(now);
        } finally {
            lock.unlock();
        }
        answer.run();
    }

    /** Nobody waits for the place any more, whether it was given already or not. */
    void forget(Waiting one) {
        TakenPlace given;
        lock.lock();
        try {
            if (one.state == State.WAITING) {
                lanes.remove(one);
                one.alarm.run();
            }
            if (one.state == State.NEW || one.state == State.WAITING) {
                one.state = State.GONE;
            }
            given = one.place;
        } finally {
            lock.unlock();
        }
        if (given != null) {
            given.gone();
        }
    }

    void began(TakenPlace place, WorkKind kind) {
        lock.lock();
        try {
            limit.began(kind, clock.now() - place.since());
        } finally {
            lock.unlock();
        }
    }

    void left(TakenPlace place, TakenPlace.Outcome outcome) {
        lock.lock();
        try {
            long now = clock.now();
            switch (outcome) {
                case DONE -> limit.done(running, now);
                case LOST -> limit.lost(running, now);
                case FAILED, GONE -> {}
            }
            occupancy.left(now - place.since(), outcome == TakenPlace.Outcome.DONE);
            running--;
            runningIn.merge(place.lane(), -1, Integer::sum);
            letIn(now);
            look(now);
        } finally {
            lock.unlock();
        }
    }

    int pending() {
        lock.lock();
        try {
            return running + lanes.size();
        } finally {
            lock.unlock();
        }
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    int waiting(Priority lane) {
        lock.lock();
        try {
            return lanes.size(lane);
        } finally {
            lock.unlock();
        }
    }

    int limit() {
        lock.lock();
        try {
            return limit.get();
        } finally {
            lock.unlock();
        }
    }

    Pressure pressure() {
        lock.lock();
        try {
            return look(clock.now());
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Priority lane) {
        return running < limit.get() && runningIn.getOrDefault(lane, 0) < settings.places(lane, limit.get());
    }

    private void letIn(long now) {
        while (running < limit.get()) {
            Optional<Waiting> next = lanes.next(this::hasRoom);
            if (next.isEmpty()) {
                return;
            }
            Waiting one = next.get();
            one.alarm.run();
            clock.soon(one.until - now > 0 ? give(one, now) : refuse(one, Refusal.EXPIRED));
        }
    }

    private Runnable give(Waiting one, long now) {
        TakenPlace place = new TakenPlace(this, one.lane(), now, one.deadline());
        one.place = place;
        one.state = State.GIVEN;
        running++;
        runningIn.merge(one.lane(), 1, Integer::sum);
        metrics.waited(one.lane(), now - one.since);
        return () -> one.tell(place);
    }

    private Runnable refuse(Waiting one, Refusal reason) {
        one.state = State.REFUSED;
        metrics.refused(one.lane(), reason);
        double later = wait(one.lane(), one.tenant()) * (1 + JITTER * random.getAsDouble());
        Duration retryAfter = Duration.ofNanos((long) Math.clamp(later, SOONEST_RETRY, LATEST_RETRY));
        return () -> one.tell(QuernException.overloaded(reason.sentence(), retryAfter));
    }

    private Optional<Refusal> whyNot(Waiting one, long now) {
        double wait = wait(one.lane(), one.tenant());
        long left = one.deadline() - now;
        if (MARGIN * wait > settings.longestWait().toNanos() || MARGIN * wait + occupancy.typical() > left) {
            return Optional.of(Refusal.DEADLINE);
        }
        if (lanes.size() < settings.queue()) {
            return Optional.empty();
        }
        Optional<Waiting> other = lanes.giveWayTo(one.lane(), one.tenant());
        other.ifPresent(last -> {
            lanes.remove(last);
            last.alarm.run();
            clock.soon(refuse(last, Refusal.DISPLACED));
        });
        return other.isPresent() ? Optional.empty() : Optional.of(Refusal.QUEUE_FULL);
    }

    private void queue(Waiting one, long now) {
        one.state = State.WAITING;
        long left = Math.min(
                one.deadline() - now - occupancy.typical(),
                settings.longestWait().toNanos());
        one.until = now + left;
        lanes.add(one);
        one.alarm = clock.at(one.until, () -> expire(one));
    }

    private void expire(Waiting one) {
        Runnable answer;
        lock.lock();
        try {
            if (one.state != State.WAITING) {
                return;
            }
            lanes.remove(one);
            answer = refuse(one, Refusal.EXPIRED);
        } finally {
            lock.unlock();
        }
        clock.soon(answer);
    }

    /** How long one more of that lane and tenant would wait, in nanoseconds. */
    private double wait(Priority lane, String tenant) {
        double byAll = (lanes.before(lane, tenant) + 1) * occupancy.mean() / limit.get();
        double byLane = (lanes.size(lane) + 1) * occupancy.mean() / settings.places(lane, limit.get());
        return lane == Priority.BATCH ? Math.max(byAll, byLane) : byAll;
    }

    /** What waits in the lane for batches is no reason to answer others any worse. */
    private Pressure look(long now) {
        int people = lanes.size() - lanes.size(Priority.BATCH);
        double wait = people * occupancy.mean() / limit.get();
        double fill = settings.queue() == 0 ? 0 : (double) people / settings.queue();
        return pressure.look(wait, fill, now);
    }
}
