package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Bounds what is worked on at once; what does not fit waits for a while in a bounded queue, or is refused before any work
 * is done for it. Uploads that arrive and clients that watch have places of their own: they take long and do little, and
 * must not keep questions out.
 */
@ApplicationScoped
public class Admission {
    private final SystemAdmissionClock clock = new SystemAdmissionClock();
    private final Gate work;
    private final Places uploads;
    private final Places watchers;
    private final Supplier<Pressure> pressure;

    public Admission(GatewayConfig config, MeterRegistry registry) {
        AdmissionMetrics metrics = new AdmissionMetrics(registry);
        AdmissionConfig admission = config.admission();
        work = new Gate(
                GateSettings.of(config),
                new PressureLevel(admission.highWait(), admission.severeWait(), admission.calm()),
                clock,
                metrics,
                () -> ThreadLocalRandom.current().nextDouble());
        Gate gate = work;
        Optional<Pressure> always = admission.pressure();
        pressure = () -> always.orElseGet(gate::pressure);
        uploads = new Places(config.uploads(), "As many uploads as possible are under way; please try again shortly.");
        watchers = new Places(config.watchers(), "As many clients as possible are watching; please try again shortly.");
        metrics.show(work, pressure);
        registry.gauge("quern.gateway.uploads", uploads, Places::taken);
        registry.gauge("quern.gateway.watchers", watchers, Places::taken);
    }

    /** So that what is configured wrongly stops the start, not the first request. */
    void checkSettings(@Observes StartupEvent start) {}

    @PreDestroy
    void close() {
        clock.close();
    }

    /** Does the work as soon as there is a place for it. */
    public <T> Uni<T> admit(Visit visit, Supplier<Uni<T>> work) {
        return admit(visit, WorkKind.OTHER, work);
    }

    /** Does the work as soon as there is a place for it; it takes about as long as other work of this kind. */
    public <T> Uni<T> admit(Visit visit, WorkKind kind, Supplier<Uni<T>> work) {
        return admit(visit, place -> work.get().onItem().invoke(() -> place.began(kind)));
    }

    /** Does the work as soon as there is a place for it, of which the work can tell what it turned out to be. */
    public <T> Uni<T> admit(Visit visit, Function<Place, Uni<T>> work) {
        return enter(visit)
                .chain(place -> Uni.createFrom()
                        .deferred(() -> work.apply(place))
                        .onItem()
                        .invoke(place::done)
                        .onFailure()
                        .invoke(place::failed)
                        .onCancellation()
                        .invoke(place::gone));
    }

    /**
     * A place as soon as there is one; fails with {@code OVERLOADED}, and a time to try again, when there is none in time:
     * at once when that can be foreseen. Who cancels leaves the queue. Whoever waited hears of its place on another thread.
     */
    public Uni<Place> enter(Visit visit) {
        return new Entering(work, visit);
    }

    /** Likewise, for who waits on a thread of their own: who is interrupted leaves the queue, or the place. */
    public Place await(Visit visit) throws InterruptedException {
        CompletableFuture<Place> given = new CompletableFuture<>();
        Cancellable wish = enter(visit).subscribe().with(given::complete, given::completeExceptionally);
        try {
            return given.get();
        } catch (InterruptedException gone) {
            wish.cancel();
            // It may have come meanwhile.
            var _ = given.thenAccept(Place::gone);
            throw gone;
        } catch (ExecutionException refused) {
            throw QuernException.of(Objects.requireNonNull(refused.getCause()));
        }
    }

    /** What is done without for now. */
    public Pressure pressure() {
        return pressure.get();
    }

    /** A place for files that arrive, to be left by running the result, any number of times; throws when there is none. */
    public Runnable receive() {
        return uploads.enter();
    }

    /** Likewise, for a client that watches something; half of these places are the most that one tenant can have. */
    public Runnable watch(Caller caller) {
        return watchers.enter(caller.tenant());
    }

    /** A place among those that are worked for; left once, by whichever of done, failed and gone is said first. */
    public interface Place {
        /**
         * The first result is there. The time until now, compared with that of other work of this kind, tells whether
         * there is too much at once; only the first time counts. Work of which this is not said is not compared.
         */
        void began(WorkKind kind);

        /** The work was done. */
        void done();

        /** The work failed. */
        void failed(Throwable failure);

        /** Nobody waits for the work any more. */
        void gone();

        /** Says itself when an answer begins, to whoever listens to it as well. */
        default AnswerEvent.Listener hearing(AnswerEvent.Listener listener) {
            return new FirstWord(this, listener);
        }
    }
}
