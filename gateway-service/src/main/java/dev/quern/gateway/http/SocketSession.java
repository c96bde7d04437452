package dev.quern.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.gateway.SocketsConfig;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One WebSocket: several questions at a time, each by the name that the client gave it. */
final class SocketSession {
    /** Messages whose answers are not on their way. */
    private static final int MOST_UNANSWERED = 128;

    /** Likewise, while it is not known whose they are. */
    private static final int MOST_OF_STRANGERS = 16;

    private static final int LONGEST_OF_STRANGERS = 16 * 1024;

    private final SocketLine line;
    private final SocketQuestions questions;
    private final Doorkeeper doorkeeper;
    private final Headers headers;
    private final SocketPlace place;
    private final SocketsConfig config;
    private final String traceId = TraceIds.fresh();
    private final Map<String, UnderWay> underWay = new ConcurrentHashMap<>();
    private final long openedAt = System.nanoTime();
    private volatile Optional<Guest> guest;
    private volatile long askedAt = openedAt;
    private final AtomicInteger heard = new AtomicInteger();
    private volatile boolean authenticating;
    /** What comes while it is found out who they are waits for that. */
    private Uni<Void> authentication = Uni.createFrom().voidItem();

    SocketSession(
            SocketLine line,
            SocketQuestions questions,
            Doorkeeper doorkeeper,
            Headers headers,
            Optional<Guest> guest,
            SocketPlace place) {
        this.line = line;
        this.questions = questions;
        this.doorkeeper = doorkeeper;
        this.headers = headers;
        this.guest = guest;
        this.place = place;
        config = questions.config().streams().sockets();
    }

    Uni<Void> open() {
        return guest.isPresent() ? ready() : Uni.createFrom().voidItem();
    }

    /**
     * One message; is done when the answer to it is on its way. Messages come one after the other, but before that. Who
     * says more than is answered is not heard any more, so that nobody can fill the memory with what they do not read.
     */
    Uni<Void> hear(String text) {
        boolean known = guest.isPresent() && !authenticating;
        if (line.isClosed()) {
            return Uni.createFrom().voidItem();
        }
        if (!known && text.length() > LONGEST_OF_STRANGERS) {
            return closed(SocketClose.HASTY);
        }
        int unanswered = heard.incrementAndGet();
        if (unanswered > (known ? MOST_UNANSWERED : MOST_OF_STRANGERS)) {
            return closed(known ? SocketClose.SLOW : SocketClose.HASTY);
        }
        Uni<Void> answered = authenticating
                ? authentication.chain(() -> line.isClosed() ? Uni.createFrom().voidItem() : answer(text))
                : answer(text);
        return answered.onTermination().invoke(heard::decrementAndGet);
    }

    private Uni<Void> closed(SocketClose why) {
        close(why);
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> answer(String text) {
        Optional<String> id = Optional.empty();
        try {
            ObjectNode message = StrictJson.message(text);
            id = SocketMessage.id(message);
            return heed(SocketMessage.read(message));
        } catch (QuernException | JsonProcessingException wrong) {
            return line.error(id, wrong, traceId);
        }
    }

    private Uni<Void> heed(SocketMessage message) {
        return switch (message) {
            case SocketMessage.Auth auth -> authenticate(auth);
            case SocketMessage.Ask ask -> ask(ask);
            case SocketMessage.Cancel cancel -> cancel(cancel.id());
            case SocketMessage.Ping ping -> line.say("pong", ping.id(), Map.of());
        };
    }

    /** Looks whether it should go on. */
    void look() {
        long now = System.nanoTime();
        if (guest.isEmpty() && now - openedAt >= config.authenticationTime().toNanos()) {
            close(SocketClose.UNKNOWN);
        } else if (underWay.isEmpty() && now - askedAt > config.idle().toNanos()) {
            close(SocketClose.IDLE);
        }
    }

    /** Nothing more is said, nor made. */
    void close(SocketClose why) {
        line.close(why);
        cancelAll();
    }

    /** Nobody is there any more. */
    void gone() {
        place.leave();
        cancelAll();
    }

    private void cancelAll() {
        underWay.values().forEach(UnderWay::cancel);
        underWay.clear();
    }

    /** This process ends. */
    void end() {
        QuernException ending =
                new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "This part of Quern is shutting down; ask again.");
        Uni<Void> said = Uni.createFrom().voidItem();
        for (String id : underWay.keySet()) {
            said = said.chain(() -> line.error(Optional.of(id), ending, traceId));
        }
        cancelAll();
        said.subscribe().with(_ -> line.close(SocketClose.ENDING), _ -> line.close(SocketClose.ENDING));
    }

    private Uni<Void> ready() {
        return line.say("ready", Optional.empty(), Map.of());
    }

    private Uni<Void> authenticate(SocketMessage.Auth auth) {
        authenticating = true;
        authentication = doorkeeper
                .byToken(auth.token(), headers)
                .chain(known -> {
                    place.enter(Optional.of(known));
                    guest = Optional.of(known);
                    authenticating = false;
                    return ready();
                })
                .onFailure(QuernException.class)
                .recoverWithUni(refused -> line.error(Optional.empty(), refused, traceId)
                        .onTermination()
                        .invoke(() -> close(because(refused))))
                .memoize()
                .indefinitely();
        return authentication;
    }

    private static SocketClose because(QuernException refused) {
        return refused.code() == ErrorCode.OVERLOADED ? SocketClose.FULL : SocketClose.UNKNOWN;
    }

    private Uni<Void> ask(SocketMessage.Ask ask) {
        Guest asker = guest.orElseThrow(() -> new QuernException(
                ErrorCode.UNAUTHENTICATED, "Say first who you are: `{\"type\": \"auth\", \"token\": ...}`."));
        if (underWay.size() >= config.questions()) {
            throw new QuernException(
                    ErrorCode.RATE_LIMITED,
                    "A WebSocket has at most " + config.questions() + " questions under way at once.");
        }
        askedAt = System.nanoTime();
        UnderWay question = new UnderWay();
        if (underWay.putIfAbsent(ask.id(), question) != null) {
            throw QuernException.invalid("id", "A question with this `id` is under way.");
        }
        Optional<String> id = Optional.of(ask.id());
        try {
            question.began(questions
                    .answer(asker, ask)
                    .onItem()
                    .transformToUniAndConcatenate(event -> line.say(event.name().orElseThrow(), id, event.data()))
                    .onFailure(_ -> underWay.remove(ask.id(), question))
                    .recoverWithMulti(failure -> failed(id, failure).toMulti())
                    .onTermination()
                    .invoke(() -> {
                        askedAt = System.nanoTime();
                        underWay.remove(ask.id(), question);
                    })
                    .subscribe()
                    .with(_ -> {}, _ -> {}));
        } catch (QuernException refused) {
            underWay.remove(ask.id(), question);
            throw refused;
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> failed(Optional<String> id, Throwable failure) {
        Uni<Void> told = line.error(id, failure, traceId);
        return QuernException.of(failure).code() == ErrorCode.UNAUTHENTICATED
                ? told.onTermination().invoke(() -> close(SocketClose.UNKNOWN))
                : told;
    }

    private Uni<Void> cancel(String id) {
        UnderWay question = underWay.remove(id);
        if (question == null) {
            throw QuernException.notFound("id", "No question with this `id` is under way.");
        }
        question.cancel();
        return line.error(
                Optional.of(id), new QuernException(ErrorCode.CANCELLED, "The question was cancelled."), traceId);
    }

    /** A question, which may be over before it is known how to cancel it. */
    private static final class UnderWay {
        private volatile Cancellable work = () -> {};
        private volatile boolean cancelled;

        void began(Cancellable begun) {
            work = begun;
            if (cancelled) {
                begun.cancel();
            }
        }

        void cancel() {
            cancelled = true;
            work.cancel();
        }
    }
}
