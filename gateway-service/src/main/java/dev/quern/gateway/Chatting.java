package dev.quern.gateway;

import dev.quern.gateway.TokenBudgets.Reservation;
import dev.quern.protocol.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Conversations with language models, within the caller's budget of tokens. */
@ApplicationScoped
public class Chatting {
    /** What is set aside for a reply of which nobody said how long it may be. */
    private static final int USUAL_REPLY = 1_000;

    private final Chats chats;
    private final TokenBudgets budgets;

    public Chatting(Chats chats, TokenBudgets budgets) {
        this.chats = chats;
        this.budgets = budgets;
    }

    public record Reply(String text, Chats.End end) {}

    /** The whole reply; of one that nobody waits for any more, what there is of it is paid for. */
    public Reply reply(Visit visit, Chat chat) {
        StringBuilder text = new StringBuilder();
        Chats.End end = stream(visit, chat, text::append);
        return new Reply(text.toString(), end);
    }

    /** Likewise, giving every part of the text to {@code parts} as it comes. */
    public Chats.End stream(Visit visit, Chat chat, Generation.Parts parts) {
        visit.call().principal().require(Scope.ASK);
        long asked = chat.promptTokens() + (chat.maxTokens() == 0 ? USUAL_REPLY : chat.maxTokens());
        AtomicInteger characters = new AtomicInteger();
        try (Reservation reservation = budgets.reserve(visit, asked)) {
            // What came before it broke off was spent all the same.
            boolean ended = false;
            long spent = 0;
            try {
                Chats.End end = chats.stream(visit.call(), chat.within(bound(reservation, asked)), text -> {
                    characters.addAndGet(text.length());
                    parts.on(text);
                });
                ended = true;
                spent = spent(end);
                return end;
            } finally {
                int sent = characters.get();
                reservation.spent(!ended && sent > 0 ? chat.promptTokens() + TokenEstimate.ofBytes(sent) : spent);
            }
        }
    }

    private static long bound(Reservation reservation, long asked) {
        long bound = reservation.bound(asked);
        return bound == Long.MAX_VALUE ? 0 : bound;
    }

    private static long spent(Chats.End end) {
        return (long) end.tokens().prompt() + end.tokens().completion();
    }
}
