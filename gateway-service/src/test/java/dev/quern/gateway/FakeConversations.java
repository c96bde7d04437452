package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Conversations in memory, which can be made to fail. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeConversations implements Conversations {
    private final Map<String, Conversation> all = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean failing;
    private volatile boolean hanging;

    public void reset() {
        all.clear();
        failing = false;
        hanging = false;
    }

    public void failToAppend() {
        failing = true;
    }

    /** From now on nothing is added before the time for it is over. */
    public void hang() {
        hanging = true;
    }

    @Override
    public Conversation create(Call call, String user, String title, Duration keptFor) {
        String id = "conversation-" + count.incrementAndGet();
        Instant now = Instant.now();
        Conversation created = new Conversation(id, user, title, List.of(), 0, now, now.plus(keptFor), keptFor);
        all.put(id, created);
        return created;
    }

    @Override
    public Conversation get(Call call, String user, String id, int turns) {
        Conversation found = found(user, id);
        int size = found.turns().size();
        return with(found, found.turns().subList(Math.max(0, size - turns), size));
    }

    @Override
    public Page<Conversation> list(Call call, String user, PageRequest page) {
        List<Conversation> own = all.values().stream()
                .filter(conversation -> conversation.user().equals(user))
                .map(conversation -> with(conversation, List.of()))
                .toList();
        int from = page.token().isEmpty() ? 0 : Integer.parseInt(page.token());
        int to = Math.min(own.size(), from + page.size());
        return new Page<>(own.subList(from, to), to < own.size() ? Integer.toString(to) : "");
    }

    @Override
    public void append(Call call, String user, String id, Conversation.Turn turn) {
        if (failing) {
            throw QuernException.unavailable("retrieval-service", "It cannot be stored.", new IOException("down"));
        }
        while (hanging) {
            LockSupport.parkNanos(1_000_000);
            call.ensureWanted();
        }
        Conversation found = found(user, id);
        List<Conversation.Turn> turns = new ArrayList<>(found.turns());
        turns.add(turn);
        all.put(id, with(found, turns));
    }

    @Override
    public void delete(Call call, String user, String id) {
        all.remove(found(user, id).id());
    }

    private Conversation found(String user, String id) {
        return Optional.ofNullable(all.get(id))
                .filter(conversation -> conversation.user().equals(user))
                .orElseThrow(() -> QuernException.notFound("conversation_id", "There is no such conversation."));
    }

    private static Conversation with(Conversation conversation, List<Conversation.Turn> turns) {
        return new Conversation(
                conversation.id(),
                conversation.user(),
                conversation.title(),
                turns,
                Math.max(turns.size(), conversation.turnCount()),
                conversation.createdAt(),
                conversation.expiresAt(),
                conversation.keptFor());
    }
}
