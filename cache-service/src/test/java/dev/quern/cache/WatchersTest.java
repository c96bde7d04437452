package dev.quern.cache;

import static dev.quern.cache.Values.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchersTest {
    private static final Invalidation DROP = new Invalidation.OfKey(key("acme", "k"));

    private final Watchers watchers = new Watchers();
    private final Watch watch = watchers.watch("acme");

    @Test
    void beginsWithAReset() throws Exception {
        assertThat(watch.next(soon())).contains(new Watch.Reset());
        assertThat(watch.next(Deadline.after(Duration.ZERO))).isEmpty();
    }

    @Test
    void tellsInvalidationsOfTheTenantInTheirOrder() throws Exception {
        watch.next(soon());
        Invalidation all = new Invalidation.OfTenant("acme");

        watchers.tell(DROP);
        watchers.tell(new Invalidation.OfTenant("globex"));
        watchers.tell(all);

        assertThat(watch.next(soon())).contains(new Watch.Invalidated(DROP));
        assertThat(watch.next(soon())).contains(new Watch.Invalidated(all));
    }

    @Test
    void tellsASlowReaderToDropEverything() throws Exception {
        watch.next(soon());

        for (int i = 0; i < 10_000; i++) {
            watchers.tell(DROP);
        }

        assertThat(watch.next(soon())).contains(new Watch.Reset());
        assertThat(watch.next(Deadline.after(Duration.ZERO))).isEmpty();
    }

    @Test
    void aResetStandsForWhatCameBefore() throws Exception {
        watch.next(soon());
        watchers.tell(DROP);

        watchers.reset();
        watchers.tell(DROP);

        assertThat(watch.next(soon())).contains(new Watch.Reset());
        assertThat(watch.next(Deadline.after(Duration.ZERO))).isEmpty();
    }

    @Test
    void endsWithItsReader() {
        watch.close();

        assertThat(watchers.count()).isZero();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }
}
