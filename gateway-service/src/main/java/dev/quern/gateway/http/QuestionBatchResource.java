package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.gateway.Admission;
import dev.quern.gateway.Answering;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Question;
import dev.quern.gateway.RateLimiting;
import dev.quern.gateway.Signatures;
import dev.quern.gateway.Visit;
import dev.quern.gateway.http.AnswersBody.OutcomeBody;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Many questions in one request: each is counted, admitted and answered by itself, after whoever is waiting. */
@Path("/api/v1/rag/batch")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Requires(Scope.ASK)
@Tag(name = "Answers")
public class QuestionBatchResource {
    private final Answering answering;
    private final Admission admission;
    private final RateLimiting limiting;
    private final GatewayConfig config;
    private final CurrentCall current;
    private final Signatures signatures;

    public QuestionBatchResource(
            Answering answering,
            Admission admission,
            RateLimiting limiting,
            GatewayConfig config,
            CurrentCall current,
            Signatures signatures) {
        this.answering = answering;
        this.admission = admission;
        this.limiting = limiting;
        this.config = config;
        this.current = current;
        this.signatures = signatures;
    }

    void checkSettings(@Observes StartupEvent start, GatewayConfig settings) {
        int atOnce = settings.asking().batchQuestions();
        if (atOnce < 1 || atOnce > QuestionsBody.MOST) {
            throw new IllegalArgumentException(
                    "quern.gateway.asking.batch-questions is from 1 to " + QuestionsBody.MOST + ".");
        }
    }

    @POST
    @CustomDeserialization(StrictJson.class)
    @Operation(
            summary = "Ask many questions",
            description =
                    "Answers 200 with what became of each: an answer, or a problem. All of them together have the "
                            + "time of the request; what is not answered by then has the problem that it is over.")
    public Uni<AnswersBody> ask(
            @HeaderParam(CacheControl.HEADER)
                    @Parameter(description = CacheControl.DESCRIPTION, schema = @Schema(implementation = String.class))
                    List<String> cacheControl,
            @RequestBody(required = true) @Nullable QuestionsBody body,
            RoutingContext request) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with `questions` is expected.");
        }
        List<@Nullable JsonNode> questions = body.checked();
        CacheUse use = CacheControl.use(cacheControl);
        Visit visit = signatures.inLane(current.visit(), Priority.BATCH);
        visit.call().principal().require(Scope.ASK);
        return Multi.createFrom()
                .range(0, questions.size())
                .onItem()
                .transformToUni(index -> outcome(visit, use, index, questions.get(index), request))
                .merge(config.asking().batchQuestions())
                .collect()
                .asList()
                .map(outcomes -> AnswersBody.of(
                        outcomes.stream()
                                .sorted(Comparator.comparingInt(OutcomeBody::index))
                                .toList(),
                        visit.call().traceId()));
    }

    private Uni<OutcomeBody> outcome(
            Visit visit, CacheUse use, int index, @Nullable JsonNode sent, RoutingContext request) {
        String id = QuestionsBody.id(sent);
        return Uni.createFrom()
                .deferred(() -> {
                    Question question = QuestionsBody.question(sent, config.collection());
                    return counted(visit, index).chain(() -> answered(visit, use, question));
                })
                .map(answer -> new OutcomeBody(index, id, answer, null))
                .onFailure()
                .recoverWithItem(failure -> new OutcomeBody(index, id, null, Failures.document(failure, request)));
    }

    private Uni<AnswerBody> answered(Visit visit, CacheUse use, Question question) {
        return admission.admit(
                visit,
                place -> VirtualThreads.run(
                        visit.call(), () -> AnswerBody.of(answering.answer(visit, question, use, place))));
    }

    /** The request itself was counted when it came, which is the first question. */
    private Uni<Void> counted(Visit visit, int index) {
        if (index == 0) {
            return Uni.createFrom().voidItem();
        }
        return limiting.admit(visit.caller());
    }
}
