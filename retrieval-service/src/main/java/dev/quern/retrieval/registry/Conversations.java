package dev.quern.retrieval.registry;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.Ulids;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Conversations, each of one user. Each turn is an entry of its own, so two replicas that add one at the same time lose
 * neither; they are in the order in which they were added.
 */
public final class Conversations {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int LONGEST_TITLE = 200;
    /** Together with all that is not text, a message of 8 MiB. */
    private static final long MOST_BYTES = 7 << 20;
    /** The longest ones are 10 MB together. */
    private static final int TURNS_AT_ONCE = 24;

    private final Entries entries;
    private final RetrievalConfig.Registry config;
    private final InstantSource clock;

    public Conversations(Entries entries, RetrievalConfig.Registry config, InstantSource clock) {
        this.entries = entries;
        this.config = config;
        this.clock = clock;
        if (config.conversations() < 1 || config.conversations() > 100_000) {
            throw new IllegalArgumentException("quern.retrieval.registry.conversations is from 1 to 100000.");
        }
        if (config.turns() < 1 || config.turns() > 5_000) {
            throw new IllegalArgumentException("quern.retrieval.registry.turns is from 1 to 5000.");
        }
    }

    public Conversation create(Call call, String user, String title, Duration keptFor) {
        call.principal().require(Scope.ASK);
        ConversationId id = ConversationId.next(call.tenant(), user);
        Texts.requireLineOrNothing("title", title, LONGEST_TITLE);
        if (keptFor.compareTo(SHORTEST) < 0 || keptFor.compareTo(LONGEST) > 0) {
            throw QuernException.invalid(
                    "time_to_live_seconds", "`time_to_live_seconds` is from a minute to 400 days.");
        }
        requireRoom(id, 1);
        Instant now = now();
        Conversation made = new Conversation(id, title, now, now.plus(keptFor), keptFor, List.of(), 0);
        entries.put(made.entry());
        try {
            // Others may have been made at the same time, by another replica too.
            requireRoom(id, 0);
        } catch (QuernException full) {
            entries.remove(id.name());
            throw full;
        }
        return made;
    }

    private void requireRoom(ConversationId id, int places) {
        if (entries.count(id.list(), now()) + places > config.conversations()) {
            throw new QuernException(
                            ErrorCode.CONFLICT,
                            "This user has %,d conversations, and no more are kept: delete one first."
                                    .formatted(config.conversations()))
                    .withField("user");
        }
    }

    /** @param turns at most, the newest ones; 0 for as many as fit in a message */
    public Conversation get(Call call, ConversationId id, int turns) {
        call.principal().require(Scope.ASK);
        if (turns < 0) {
            throw QuernException.invalid("turns", "`turns` is 0 or more.");
        }
        Entry entry = require(id);
        int most = turns == 0 ? config.turns() : Math.min(turns, config.turns());
        List<Turn> newest = newest(call, id, most);
        return Conversation.from(id, entry, newest, count(id));
    }

    private List<Turn> newest(Call call, ConversationId id, int most) {
        Deque<Turn> newest = new ArrayDeque<>();
        long bytes = 0;
        Optional<String> before = Optional.empty();
        do {
            call.ensureWanted();
            int wanted = Math.min(TURNS_AT_ONCE, most - newest.size());
            Page<Entry> page = entries.list(id.name(), Instant.EPOCH, wanted, before);
            for (Entry entry : page.items()) {
                Turn turn = Turn.from(entry);
                bytes += turn.bytes();
                if (bytes > MOST_BYTES) {
                    return List.copyOf(newest);
                }
                newest.addFirst(turn);
            }
            before = page.next();
        } while (before.isPresent() && newest.size() < most);
        return List.copyOf(newest);
    }

    /** Without their turns, the newest conversations first. */
    public Page<Conversation> list(Call call, String user, int limit, Optional<String> before) {
        call.principal().require(Scope.ASK);
        ConversationId.requireUser(user);
        Page<Entry> page = entries.list(ConversationId.listOf(call.tenant(), user), now(), limit, before);
        return new Page<>(
                page.items().stream()
                        .map(entry -> {
                            ConversationId id = new ConversationId(call.tenant(), user, entry.place());
                            return Conversation.from(id, entry, List.of(), count(id));
                        })
                        .toList(),
                page.next());
    }

    /** Adds a turn, and puts off the end of the conversation. The oldest turns make room. */
    public void append(Call call, ConversationId id, Turn turn) {
        call.principal().require(Scope.ASK);
        turn.check();
        Instant end = now().plus(Conversation.keptFor(require(id)));
        call.ensureWanted();
        String place = Ulids.next();
        Entry added = new Entry("turn/" + place, id.name(), place, ConversationSweep.endOfTurn(end), turn.properties());
        entries.put(added);
        if (!entries.moveEnd(id.name(), end)) {
            // It was deleted meanwhile.
            entries.remove(added.name());
            throw ConversationId.unknown();
        }
        entries.keepNewest(id.name(), config.turns());
    }

    public void delete(Call call, ConversationId id) {
        call.principal().require(Scope.ASK);
        require(id);
        call.ensureWanted();
        // Its turns first, so that whoever is interrupted can ask for the rest again.
        entries.removeAll(id.name());
        entries.remove(id.name());
        // Those that were added just before it was gone; who comes now finds no conversation any more.
        entries.removeAll(id.name());
    }

    private Entry require(ConversationId id) {
        return entries.get(id.name())
                .filter(entry -> entry.end().isAfter(now()))
                .orElseThrow(ConversationId::unknown);
    }

    private long count(ConversationId id) {
        return Math.min(entries.count(id.name(), Instant.EPOCH), config.turns());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
