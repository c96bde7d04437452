package dev.quern.gateway;

import dev.quern.gateway.Passages.Found;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.Optional;

/** From a question to passages: its vector is made by the collection's model, and both are searched for. */
final class PassageSearch {
    private final Passages passages;
    private final Embeddings embeddings;

    PassageSearch(Passages passages, Embeddings embeddings) {
        this.passages = passages;
        this.embeddings = embeddings;
    }

    /**
     * The question's vector, if it has any say; nobody notices when the collection gets another model meanwhile.
     *
     * @param model the collection's, as far as is known
     */
    QuestionVector embed(Call call, Question question, String model, Stopwatch stopwatch) throws InterruptedException {
        if (!question.options().wantsVector()) {
            return QuestionVector.NONE;
        }
        try {
            return stopwatch.time("embed", () -> embedded(call, model, question));
        } catch (QuernException failure) {
            if (!isOtherThanKnown(failure)) {
                throw failure;
            }
        }
        String now = modelOf(call, question, stopwatch);
        return stopwatch.time("embed", () -> embedded(call, now, question));
    }

    /** @param vector by {@link #embed}; made anew when the collection has got another model since */
    Found search(
            Call call,
            Question question,
            Analysis analysis,
            QuestionVector vector,
            boolean explain,
            Stopwatch stopwatch)
            throws InterruptedException {
        try {
            return stopwatch.time("search", () -> passages.search(call, question, analysis, vector, explain));
        } catch (QuernException failure) {
            if (!isOtherThanKnown(failure)) {
                throw failure;
            }
        }
        QuestionVector now = embed(call, question, modelOf(call, question, stopwatch), stopwatch);
        return stopwatch.time("search", () -> passages.search(call, question, analysis, now, explain));
    }

    /** The model that the collection has now. */
    String modelOf(Call call, Question question, Stopwatch stopwatch) throws InterruptedException {
        return stopwatch
                .time("describe", () -> passages.describe(call, question.collection()))
                .embeddingModel();
    }

    private QuestionVector embedded(Call call, String model, Question question) {
        return new QuestionVector(model, embeddings.embedQuestion(call, model, question.text()));
    }

    private static boolean isOtherThanKnown(QuernException failure) {
        return failure.code() == ErrorCode.CONFLICT && failure.field().equals(Optional.of("collection"));
    }
}
