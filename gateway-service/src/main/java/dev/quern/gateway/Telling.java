package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerMetadata.Cached;
import dev.quern.gateway.Memory.Remembered;
import dev.quern.protocol.Call;
import java.util.List;
import java.util.Locale;

/** Tells whoever asked what became of the question. */
record Telling(
        Call call,
        Question question,
        Analysis analysis,
        Stopwatch stopwatch,
        List<String> degraded,
        AnswerEvent.Listener listener) {

    /** An answer that was given before. */
    Metadata again(Remembered remembered) throws InterruptedException {
        Answer answer = remembered.answer();
        listener.on(new Sources(answer.sources()));
        listener.on(new ResponseChunk(answer.generated().text(), true));
        return end(answer, remembered.cached());
    }

    Metadata end(Answer answer, Cached cached) throws InterruptedException {
        Generated generated = answer.generated();
        Metadata metadata = new Metadata(
                answer,
                new AnswerMetadata(
                        analysis,
                        generated.model(),
                        generated.tokens(),
                        generated.finish().name().toLowerCase(Locale.ROOT),
                        generated.isCompleteAndGrounded(),
                        question.collection(),
                        answer.collectionVersion(),
                        stopwatch.timings(),
                        List.copyOf(degraded),
                        call.traceId(),
                        cached));
        listener.on(metadata);
        return metadata;
    }
}
