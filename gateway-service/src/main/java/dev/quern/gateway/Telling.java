package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerMetadata.Cached;
import dev.quern.gateway.AnswerMetadata.Explanation;
import dev.quern.gateway.Memory.Remembered;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells whoever asked what became of the question, and whoever runs Quern what the answer was made from. */
@ApplicationScoped
class Telling {
    private final Dialogues dialogues;
    private final Audit audit;
    private final MeterRegistry metrics;

    Telling(Dialogues dialogues, Audit audit, MeterRegistry metrics) {
        this.dialogues = dialogues;
        this.audit = audit;
        this.metrics = metrics;
    }

    /** An answer that was given before. */
    Metadata again(Inquiry inquiry, Remembered remembered) throws InterruptedException {
        Answer answer = remembered.answer();
        inquiry.listener().on(new Sources(answer.sources()));
        inquiry.listener().on(new ResponseChunk(answer.generated().text(), true));
        return end(inquiry, answer, remembered.cached(), Optional.empty());
    }

    Metadata end(Inquiry inquiry, Answer answer, Cached cached, Optional<Explanation> explanation)
            throws InterruptedException {
        dialogues.said(inquiry, answer);
        Generated generated = answer.generated();
        String finish = generated.finish().name().toLowerCase(Locale.ROOT);
        Metadata metadata = new Metadata(
                answer,
                new AnswerMetadata(
                        inquiry.analysis(),
                        generated.model(),
                        generated.tokens(),
                        finish,
                        generated.isCompleteAndGrounded(),
                        answer.editions(),
                        inquiry.stopwatch().timings(),
                        List.copyOf(inquiry.degraded()),
                        inquiry.call().traceId(),
                        cached,
                        inquiry.asked().continued().map(Question.Continued::id),
                        Optional.of(inquiry.question().text())
                                .filter(text -> !text.equals(inquiry.asked().text())),
                        explanation));
        count(inquiry, cached, finish);
        audit.record(inquiry.visit(), inquiry.refresh() ? "refreshed" : "answered", details(answer, cached, finish));
        inquiry.listener().on(metadata);
        return metadata;
    }

    private void count(Inquiry inquiry, Cached cached, String finish) {
        // How long it took matters to whoever waited.
        if (!inquiry.refresh()) {
            metrics.timer("quern.gateway.answer", "cache", cached.level(), "finish", finish)
                    .record(inquiry.stopwatch().elapsed());
        }
        inquiry.degraded()
                .forEach(step ->
                        metrics.counter("quern.gateway.degraded", "step", step).increment());
    }

    private static Map<String, String> details(Answer answer, Cached cached, String finish) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("finish", finish);
        details.put("cache", cached.level());
        details.put(
                "collections",
                answer.editions().stream()
                        .map(edition -> edition.collection() + "@" + edition.version())
                        .collect(Collectors.joining(",")));
        details.put(
                "documents",
                answer.sources().stream()
                        .map(source -> source.collection() + "/" + source.documentId())
                        .distinct()
                        .collect(Collectors.joining(",")));
        return details;
    }
}
