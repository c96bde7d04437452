package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Models in memory: one that converses and echoes, one that makes vectors, and one that ranks, unless it is away. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeModels implements Chats, Models, TextVectors, Reranking {
    private volatile Optional<Chat> lastChat = Optional.empty();
    private volatile Optional<QuernException> failure = Optional.empty();
    private volatile boolean failsLate;
    private volatile boolean held;
    private volatile boolean lastWasQuestion;
    private volatile boolean ranks = true;
    private volatile CountDownLatch waiting = new CountDownLatch(1);
    private volatile CountDownLatch interrupted = new CountDownLatch(1);

    public void reset() {
        lastChat = Optional.empty();
        failure = Optional.empty();
        failsLate = false;
        held = false;
        ranks = true;
        waiting = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
    }

    public Chat lastChat() {
        return lastChat.orElseThrow();
    }

    public boolean lastWasQuestion() {
        return lastWasQuestion;
    }

    public void fail(QuernException newFailure) {
        failure = Optional.of(newFailure);
    }

    /** After the first part of the text. */
    public void failLate(QuernException newFailure) {
        fail(newFailure);
        failsLate = true;
    }

    /** From now on a stream stops after its first part, until it is interrupted. */
    public void hold() {
        held = true;
    }

    public void doNotRank() {
        ranks = false;
    }

    public CountDownLatch waiting() {
        return waiting;
    }

    public CountDownLatch interrupted() {
        return interrupted;
    }

    @Override
    public End stream(Call call, Chat chat, Generation.Parts parts) {
        requireChat(chat);
        if (!failsLate) {
            failure.ifPresent(FakeModels::raise);
        }
        try {
            parts.on("Hello, ");
            if (held) {
                waiting.countDown();
                new CountDownLatch(1).await();
            }
            failure.ifPresent(FakeModels::raise);
            parts.on("miller.");
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw QuernException.of(e);
        }
        return end(chat);
    }

    @Override
    public Languages languages(Call call) {
        return new Languages(
                List.of(
                        new Language(
                                "tiny",
                                "llama_cpp",
                                "small",
                                2048,
                                Optional.empty(),
                                0.5,
                                1.5,
                                2,
                                1,
                                List.of("reasoning")),
                        new Language(
                                "away",
                                "openai",
                                "large",
                                0,
                                Optional.of("It cannot be reached."),
                                0,
                                0,
                                8,
                                0,
                                List.of("reasoning"))),
                "epoch",
                "prompt-1");
    }

    @Override
    public Vectors vectors(Call call) {
        return new Vectors(
                List.of(new Models.Embedding("mini", "1", 2, 256, 4, true, new Readiness("ready", Optional.empty()))),
                List.of(new Models.Reranking(
                        "ranker", "1", 512, 4, true, new Readiness("loading", Optional.of("It is read.")))));
    }

    @Override
    public Embedded embed(Visit visit, String model, List<String> texts, boolean question) {
        if (!model.equals("mini")) {
            throw QuernException.notFound("model", "There is no embedding model of this name.");
        }
        if (texts.size() > 4) {
            throw QuernException.invalid("texts", "At most 4 texts are taken at once.");
        }
        List<float[]> vectors = new ArrayList<>();
        for (String text : texts) {
            if (text.isBlank()) {
                throw QuernException.invalid("texts[" + vectors.size() + "]", "A text must not be blank.");
            }
            vectors.add(new float[] {text.length(), -.5f});
        }
        lastWasQuestion = question;
        return new Embedded("mini@1", vectors, 3L * texts.size());
    }

    /** The longer, the better. */
    @Override
    public Scores score(Visit visit, String model, String query, List<String> passages) {
        if (!ranks) {
            throw new QuernException(ErrorCode.NOT_IMPLEMENTED, "No reranking model is configured.");
        }
        return new Scores(
                "ranker@1",
                passages.stream().map(passage -> (float) passage.length()).toList(),
                7);
    }

    private void requireChat(Chat chat) {
        lastChat = Optional.of(chat);
        if (!chat.model().equals("tiny")) {
            throw QuernException.notFound("model", "There is no model `" + chat.model() + "`, only `tiny`.");
        }
    }

    private static End end(Chat chat) {
        return new End(
                chat.model(),
                chat.maxTokens() == 1 ? Generated.Finish.LENGTH : Generated.Finish.STOP,
                new Generated.Tokens(9, 3));
    }

    private static void raise(QuernException failure) {
        throw failure;
    }
}
