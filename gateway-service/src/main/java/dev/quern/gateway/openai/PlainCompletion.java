package dev.quern.gateway.openai;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Chat;
import dev.quern.gateway.Chats;
import dev.quern.gateway.Chatting;
import dev.quern.gateway.Visit;
import java.util.Optional;

/** What a language model says by itself: how long that takes depends on which, and is not compared. */
record PlainCompletion(Head head, Chatting chatting, Chat chat) implements Completion {
    @Override
    public CompletionBody whole(Visit visit, Admission.Place place) {
        Chatting.Reply reply = chatting.reply(visit, chat);
        return CompletionBody.of(head, reply.end().model(), reply.text(), ending(reply.end()));
    }

    @Override
    public void stream(Visit visit, Admission.Place place, Chunks chunks) throws InterruptedException {
        chunks.end(ending(chatting.stream(visit, chat, chunks::text)));
    }

    private static Ending ending(Chats.End end) {
        return new Ending(end.finish(), end.tokens(), Optional.empty());
    }
}
