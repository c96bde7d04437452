package dev.quern.gateway;

import dev.quern.gateway.Passages.Found;
import dev.quern.protocol.Call;
import dev.quern.protocol.Scope;
import jakarta.enterprise.context.ApplicationScoped;
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

    /** @param explain whether every passage says how it was found, and the result how it came about */
    public Result search(Call call, Question question, boolean explain) throws InterruptedException {
        call.principal().require(Scope.ASK);
        Stopwatch stopwatch = new Stopwatch();
        Analysis analysed = analysis.analyse(question);
        String model = question.options().wantsVector() ? search.modelOf(call, question, stopwatch) : "";
        QuestionVector vector = search.embed(call, question, model, stopwatch);
        Found found = search.search(call, question, analysed, vector, explain, stopwatch);
        return new Result(found, analysed, stopwatch.timings());
    }

    /** @param timingsMillis by stage, in the order in which they ran, {@code total} last */
    public record Result(Found found, Analysis analysis, Map<String, Double> timingsMillis) {}
}
