package dev.quern.retrieval.registry;

import static dev.quern.retrieval.registry.TestCallers.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.TestConfig;
import dev.quern.retrieval.Ulids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conversations on every kind of {@link Entries}. */
public abstract class ConversationsContract extends RegistryContract {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RetrievalConfig.Registry CONFIG = TestConfig.with(
                    "registry.turns", "5", "registry.conversations", "3")
            .registry();

    private final TestClock clock = new TestClock();
    private Conversations conversations;
    private Call call;

    @BeforeEach
    void openConversations() {
        conversations = new Conversations(entries, CONFIG, clock);
        call = call(tenant, Scope.ASK);
    }

    @Test
    void keepsWhatWasSaid() throws Exception {
        Conversation made = conversations.create(call, "ann/ü", "Über Mühlen", HOUR);
        Turn first = new Turn("Why?", "a = b\nBecause.", clock.instant().plusNanos(5), "trace 1");
        Turn second = new Turn("Really?", "", clock.instant(), "");
        conversations.append(call, made.id(), first);
        conversations.append(call, made.id(), second);
        entries.close();
        entries = open();
        openConversations();

        assertThat(conversations.get(call, made.id(), 0))
                .isEqualTo(new Conversation(
                        made.id(),
                        "Über Mühlen",
                        clock.instant(),
                        clock.instant().plus(HOUR),
                        HOUR,
                        List.of(first, second),
                        2));
        assertThat(conversations.get(call, made.id(), 1).turns()).containsExactly(second);
        assertThat(conversations.get(call, made.id(), 1).turnCount()).isEqualTo(2);
    }

    @Test
    void showsNobodyElsesConversations() {
        Conversation made = conversations.create(call, "ann", "", HOUR);
        conversations.append(call, made.id(), turn("secret"));
        Call stranger = call(tenant + "2", Scope.values());
        String id = made.id().id();
        List<ConversationId> wrong = List.of(
                new ConversationId(tenant + "2", "ann", id),
                new ConversationId(tenant, "bob", id),
                new ConversationId(tenant, "ann", Ulids.next()));

        for (ConversationId other : wrong) {
            assertUnknown(() -> conversations.get(stranger, other, 0));
            assertUnknown(() -> conversations.append(stranger, other, turn("x")));
            assertUnknown(() -> conversations.delete(stranger, other));
        }
        assertUnknown(() -> new ConversationId(tenant, "an", "n/" + id));
        assertUnknown(() -> new ConversationId(tenant, "ann", ""));
        assertThat(conversations.list(stranger, "ann", 5, Optional.empty()).items())
                .isEmpty();
        assertThat(conversations.list(call, "bob", 5, Optional.empty()).items()).isEmpty();
        assertThat(conversations.get(call, made.id(), 0).turnCount()).isEqualTo(1);
    }

    @Test
    void needsTheScopeToAsk() {
        Conversation made = conversations.create(call, "ann", "", HOUR);
        Call other = call(tenant, Scope.INGEST, Scope.ADMIN, Scope.OPERATE, Scope.SERVICE);

        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> conversations.create(other, "ann", "", HOUR));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> conversations.get(other, made.id(), 0));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> conversations.append(other, made.id(), turn("x")));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> conversations.delete(other, made.id()));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> conversations.list(other, "ann", 5, Optional.empty()));
    }

    @Test
    void refusesWhatIsNoConversation() {
        for (String user : List.of("", " ", "x".repeat(257), "a\u0000b")) {
            assertInvalid("user", () -> conversations.create(call, user, "", HOUR));
            assertInvalid("user", () -> conversations.list(call, user, 5, Optional.empty()));
        }
        assertInvalid("title", () -> conversations.create(call, "ann", "x".repeat(201), HOUR));
        for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(59), Duration.ofSeconds(400 * 86_400L + 1))) {
            assertInvalid("time_to_live_seconds", () -> conversations.create(call, "ann", "", time));
        }
        Conversation made = conversations.create(call, "x".repeat(256), "x".repeat(200), Duration.ofDays(400));
        assertInvalid("turns", () -> conversations.get(call, made.id(), -1));
        assertInvalid("question", () -> conversations.append(call, made.id(), turn("")));
        assertInvalid("question", () -> conversations.append(call, made.id(), turn("x".repeat(4_001))));
        assertInvalid(
                "answer",
                () -> conversations.append(call, made.id(), new Turn("x", "x".repeat(100_001), clock.instant(), "")));
        conversations.append(call, made.id(), new Turn("ü".repeat(4_000), "ü".repeat(100_000), clock.instant(), ""));
        assertThat(conversations.get(call, made.id(), 0).turns()).hasSize(1);
    }

    @Test
    void keepsTheNewestTurnsOnly() {
        Conversation made = conversations.create(call, "ann", "", HOUR);
        for (int i = 0; i < 8; i++) {
            conversations.append(call, made.id(), turn("question " + i));
        }

        Conversation found = conversations.get(call, made.id(), 100);

        assertThat(found.turns())
                .extracting(Turn::question)
                .containsExactly("question 3", "question 4", "question 5", "question 6", "question 7");
        assertThat(found.turnCount()).isEqualTo(5);
    }

    @Test
    void givesTheNewestTurnsThatFitInAMessage() {
        conversations = new Conversations(entries, TestConfig.with().registry(), clock);
        Conversation made = conversations.create(call, "ann", "", HOUR);
        String large = "€".repeat(100_000);
        for (int i = 0; i < 30; i++) {
            conversations.append(call, made.id(), new Turn("question " + i, large, clock.instant(), ""));
        }

        Conversation found = conversations.get(call, made.id(), 0);

        assertThat(found.turnCount()).isEqualTo(30);
        assertThat(found.turns()).hasSize(24);
        assertThat(found.turns().getFirst().question()).isEqualTo("question 6");
        assertThat(found.turns().getLast().question()).isEqualTo("question 29");
        assertThat(conversations.get(call, made.id(), 26).turns()).hasSize(24);
    }

    @Test
    void losesNoTurnThatTwoReplicasAddAtOnce() throws Exception {
        RetrievalConfig.Registry roomy = TestConfig.with().registry();
        Conversations one = new Conversations(entries, roomy, clock);
        Conversations two = new Conversations(another(), roomy, clock);
        Conversation made = one.create(call, "ann", "", HOUR);
        List<Callable<Boolean>> attempts = IntStream.range(0, 40)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    (i % 2 == 0 ? one : two).append(call, made.id(), turn("question " + i));
                    return true;
                })
                .toList();

        atOnce(attempts);

        assertThat(one.get(call, made.id(), 0).turns())
                .extracting(Turn::question)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> "question " + i).toList());
    }

    @Test
    void endsAfterItsLastTurn() {
        Conversation made = conversations.create(call, "ann", "", HOUR);
        clock.advance(Duration.ofMinutes(50));
        conversations.append(call, made.id(), turn("still there?"));
        clock.advance(Duration.ofMinutes(50));

        assertThat(conversations.get(call, made.id(), 0).expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));

        clock.advance(Duration.ofMinutes(10));
        assertUnknown(() -> conversations.get(call, made.id(), 0));
        assertUnknown(() -> conversations.append(call, made.id(), turn("x")));
        assertUnknown(() -> conversations.delete(call, made.id()));
        assertThat(conversations.list(call, "ann", 5, Optional.empty()).items()).isEmpty();
    }

    @Test
    void removesWhatIsOverAndNothingElse() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Conversation over = conversations.create(call, "ann", "", HOUR);
        conversations.append(call, over.id(), turn("old"));
        Conversation alive = conversations.create(call, "ann", "", Duration.ofDays(10));
        conversations.append(call, alive.id(), turn("new"));
        Entry orphan = orphan("orphan", clock.instant());
        // Its conversation goes on, though it said otherwise when the turn was added.
        Entry early = new Entry(
                "turn/" + tenant + "early",
                alive.id().name(),
                Ulids.next(),
                clock.instant(),
                turn("early").properties());
        List.of(orphan, early).forEach(entries::put);
        clock.advance(Duration.ofMinutes(71));

        new ConversationSweep(entries, Duration.ofMinutes(5), clock, meters).sweep();

        assertThat(entries.get(over.id().name())).isEmpty();
        assertThat(entries.count(over.id().name(), Instant.EPOCH)).isZero();
        assertThat(entries.get(orphan.name())).isEmpty();
        assertThat(entries.get(early.name()).map(Entry::end))
                .contains(alive.expiresAt().plus(Duration.ofDays(1)));
        assertThat(conversations.get(call, alive.id(), 0).turnCount()).isEqualTo(2);
        // A server may have those of other tests.
        assertThat(meters.counter("quern.retrieval.conversations.expired").count())
                .isPositive();
    }

    @Test
    void deletesTheTurnsToo() {
        Conversation made = conversations.create(call, "ann", "", HOUR);
        conversations.append(call, made.id(), turn("x"));

        conversations.delete(call, made.id());

        assertUnknown(() -> conversations.get(call, made.id(), 0));
        assertUnknown(() -> conversations.append(call, made.id(), turn("y")));
        assertUnknown(() -> conversations.delete(call, made.id()));
        assertThat(entries.count(made.id().name(), Instant.EPOCH)).isZero();
    }

    @Test
    void leavesNothingBehindWhenTurnsComeWhileItIsDeleted() throws Exception {
        Conversation made = conversations.create(call, "ann", "", HOUR);
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int number = i;
            attempts.add(() -> {
                try {
                    if (number == 6) {
                        conversations.delete(call, made.id());
                    } else {
                        conversations.append(call, made.id(), turn("question " + number));
                    }
                    return true;
                } catch (QuernException gone) {
                    assertThat(gone.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    return false;
                }
            });
        }

        atOnce(attempts);

        assertUnknown(() -> conversations.get(call, made.id(), 0));
        assertThat(entries.count(made.id().name(), Instant.EPOCH)).isZero();
    }

    @Test
    void refusesMoreThanAUserMayKeep() throws Exception {
        List<Callable<Boolean>> attempts = IntStream.range(0, 6)
                .<Callable<Boolean>>mapToObj(_ -> () -> {
                    try {
                        conversations.create(call, "ann", "", HOUR);
                        return true;
                    } catch (QuernException full) {
                        assertThat(full.code()).isEqualTo(ErrorCode.CONFLICT);
                        assertThat(full.field()).contains("user");
                        return false;
                    }
                })
                .toList();
        atOnce(attempts);
        assertThat(conversations.list(call, "ann", 10, Optional.empty()).items())
                .hasSizeLessThanOrEqualTo(3);

        while (conversations.list(call, "ann", 10, Optional.empty()).items().size() < 3) {
            conversations.create(call, "ann", "", HOUR);
        }
        assertRefused(ErrorCode.CONFLICT, "user", () -> conversations.create(call, "ann", "", HOUR));

        conversations.create(call, "bob", "", HOUR);
        clock.advance(HOUR);
        conversations.create(call, "ann", "", HOUR);
        assertThat(conversations.list(call, "ann", 10, Optional.empty()).items())
                .hasSize(1);
    }

    @Test
    void listsPageByPageTheNewestFirst() {
        List<ConversationId> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.addFirst(conversations.create(call, "ann", "title " + i, HOUR).id());
        }
        conversations.append(call, all.get(2), turn("x"));

        Page<Conversation> first = conversations.list(call, "ann", 2, Optional.empty());
        Page<Conversation> second = conversations.list(call, "ann", 2, first.next());

        assertThat(first.items()).extracting(Conversation::id).containsExactlyElementsOf(all.subList(0, 2));
        assertThat(second.items()).extracting(Conversation::id).containsExactly(all.get(2));
        assertThat(second.items().getFirst().turnCount()).isEqualTo(1);
        assertThat(second.items().getFirst().turns()).isEmpty();
        assertThat(second.items().getFirst().title()).isEqualTo("title 0");
        assertThat(second.next()).isEmpty();
    }

    private Entry orphan(String name, Instant end) {
        return new Entry(
                "turn/" + tenant + name,
                ConversationId.next(tenant, "ann").name(),
                Ulids.next(),
                end,
                Map.of("question", "x"));
    }

    private Turn turn(String question) {
        return new Turn(question, "An answer.", clock.instant(), "trace");
    }

    private static void assertUnknown(ThrowingCallable action) {
        assertRefused(ErrorCode.NOT_FOUND, "conversation_id", action);
    }

    private static void assertInvalid(String field, ThrowingCallable action) {
        assertRefused(ErrorCode.INVALID_ARGUMENT, field, action);
    }
}
