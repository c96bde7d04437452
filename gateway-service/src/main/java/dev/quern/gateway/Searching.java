package dev.quern.gateway;

import dev.quern.gateway.PassageSearch.Prepared;
import dev.quern.gateway.Passages.CollectionInfo;
import dev.quern.gateway.Passages.Found;
import dev.quern.protocol.Call;
import dev.quern.protocol.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Finds passages for whoever wants no answer made of them. */
@ApplicationScoped
public class Searching {
    private final PassageSearch search;
    private final QuestionAnalysis analysis;

    public Searching(Passages passages, Embeddings embeddings, QuestionAnalysis analysis) {
        search = new PassageSearch(passages, embeddings);
        this.analysis = analysis;
    }

    /** Where the question wants it, every passage says how it was found, and the result how it came about. */
    public Result search(Call call, Question question) throws InterruptedException {
        call.principal().require(Scope.ASK);
        Stopwatch stopwatch = new Stopwatch();
        Analysis analysed = analysis.analyse(question);
        List<String> models = question.options().wantsVector()
                ? stopwatch.time(
                        "describe",
                        () -> search.describe(call, question).stream()
                                .map(CollectionInfo::embeddingModel)
                                .toList())
                : Collections.nCopies(question.collections().size(), "");
        Prepared prepared = stopwatch.time("embed", () -> search.prepare(call, question, models));
        Found found = stopwatch.time("search", () -> search.search(call, prepared, analysed));
        List<String> degraded = new ArrayList<>(found.degraded());
        prepared.trouble().ifPresent(_ -> degraded.add(PassageSearch.EMBEDDING));
        return new Result(
                new Found(found.passages(), found.editions(), found.plan(), degraded), analysed, stopwatch.timings());
    }

    /** @param timingsMillis by stage, in the order in which they ran, {@code total} last */
    public record Result(Found found, Analysis analysis, Map<String, Double> timingsMillis) {}
}
