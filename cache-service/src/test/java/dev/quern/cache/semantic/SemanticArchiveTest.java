package dev.quern.cache.semantic;

import static dev.quern.cache.semantic.SemanticFixture.DOCS;
import static dev.quern.cache.semantic.SemanticFixture.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.cache.Eventually;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Tag;
import dev.quern.cache.Values;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Over an archive that can be away, and that can be watched. */
class SemanticArchiveTest extends SemanticSharing {
    private static final Tag DOCUMENT = Values.document("d");

    private final FakeArchive archive = new FakeArchive();

    @Override
    protected SemanticArchive archive() {
        return archive;
    }

    @Test
    void worksOnInMemoryWhileTheArchiveIsAway() throws Exception {
        SemanticFixture fixture = replica();
        archive.away(true);

        fixture.put("q");

        assertThat(fixture.answer("q")).isEqualTo("answer to q");
        archive.away(false);
        fixture.put("later");
        awaitAnswer(replica(), "later", "answer to later");
    }

    @Test
    void whatWasRemovedWhileTheArchiveWasAwayNeverComesBack() throws Exception {
        SemanticFixture fixture = replica();
        String wrong = fixture.put("wrong");
        fixture.put("tagged", DOCUMENT);
        archive.away(true);
        fixture.cache.reportWrongHit(call("acme"), DOCS, wrong);
        fixture.cache.invalidate(new Invalidation.OfTag("acme", DOCUMENT));
        archive.away(false);

        fixture.put("probe");

        SemanticFixture again = replica();
        awaitAnswer(again, "probe", "answer to probe");
        assertThat(again.answer("wrong")).isEqualTo("nothing");
        assertThat(again.answer("tagged")).isEqualTo("nothing");
    }

    @Test
    void whoHasReadLessDoesNotUndoWhatAnotherThreadHasReadSince() throws Exception {
        SemanticFixture writer = replica();
        String wrong = writer.put("wrong");
        SemanticFixture reader = replica();
        archive.afterRead(() -> {
            report(writer, wrong);
            catchUp(reader);
        });

        catchUp(reader);

        archive.away(true);
        assertThat(reader.answer("wrong")).isEqualTo("nothing");
        assertThat(reader.cache.statistics().entries()).isZero();
    }

    @Test
    void whatWasReadForAShelfThatIsGoneDoesNotComeOntoItsSuccessor() throws Exception {
        SemanticFixture writer = replica();
        String wrong = writer.put("wrong");
        SemanticFixture reader = replica();
        archive.afterRead(() -> {
            report(writer, wrong);
            reader.cache.forgetAll();
            catchUp(reader);
        });

        catchUp(reader);

        archive.away(true);
        assertThat(reader.answer("wrong")).isEqualTo("nothing");
        assertThat(reader.cache.statistics().entries()).isZero();
    }

    /** Reads the archive in this thread: a replica that does not know an entry looks whether another does. */
    private static void catchUp(SemanticFixture replica) {
        assertThatThrownBy(() -> replica.cache.reportWrongHit(call("acme"), DOCS, "unknown"))
                .isInstanceOf(QuernException.class);
    }

    private static void report(SemanticFixture replica, String id) {
        assertThatCode(() -> replica.cache.reportWrongHit(call("acme"), DOCS, id))
                .doesNotThrowAnyException();
    }

    @Test
    void saysThatTheArchiveHasMissedARemovalAndMakesItGood() throws Exception {
        SemanticFixture fixture = replica();
        fixture.put("tagged", DOCUMENT);
        assertThat(fixture.cache.isSettled("acme")).isTrue();
        archive.away(true);
        fixture.cache.invalidate(new Invalidation.OfTag("acme", DOCUMENT));

        assertThat(fixture.cache.isSettled("acme")).isFalse();
        assertThat(fixture.cache.settle("acme")).isFalse();
        assertThat(fixture.cache.isSettled("globex")).isTrue();

        archive.away(false);
        assertThat(fixture.cache.settle("acme")).isTrue();
        assertThat(fixture.cache.isSettled("acme")).isTrue();
        SemanticFixture again = replica();
        fixture.put("probe");
        awaitAnswer(again, "probe", "answer to probe");
        assertThat(again.answer("tagged")).isEqualTo("nothing");
    }

    @Test
    void whatIsInvalidatedWhileTheArchiveIsReadIsNotServedAfterwards() throws Exception {
        SemanticFixture writer = replica();
        writer.put("tagged", DOCUMENT);
        SemanticFixture reader = replica();
        AtomicBoolean invalidated = new AtomicBoolean();
        archive.afterRead(() -> {
            try {
                reader.cache.invalidate(new Invalidation.OfTag("acme", DOCUMENT));
                invalidated.set(true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.answer("tagged");
        Eventually.await("it was read", invalidated::get);
        writer.put("probe");

        for (int i = 0; !reader.answer("probe").equals("answer to probe"); i++) {
            assertThat(reader.answer("tagged")).isEqualTo("nothing");
            assertThat(i).isLessThan(100_000);
            reader.pass(Duration.ofSeconds(1));
        }
        assertThat(reader.answer("tagged")).isEqualTo("nothing");
    }
}
