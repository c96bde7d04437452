package dev.quern.gateway;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Says how complex a question is, how it is therefore searched for, and how long that is likely to take. */
@ApplicationScoped
public class QuestionAnalysis {
    private final Latencies latencies = new Latencies();
    private final float twoStage;
    private final float multiStage;

    public QuestionAnalysis(GatewayConfig config) {
        twoStage = config.twoStageComplexity();
        multiStage = config.multiStageComplexity();
        if (!(0 <= twoStage && twoStage <= multiStage && multiStage <= 1)) {
            throw new IllegalArgumentException("quern.gateway.two-stage-complexity and"
                    + " quern.gateway.multi-stage-complexity are from 0 to 1, the first not above the second.");
        }
    }

    /** So that what is configured wrongly stops the start, not the first question. */
    void checkSettings(@Observes StartupEvent start) {}

    public Analysis analyse(Question question) {
        float complexity = Complexity.of(question.text());
        Strategy strategy = question.options().strategy().orElseGet(() -> chosen(complexity));
        return new Analysis(complexity, strategy, latencies.estimate(strategy));
    }

    /** Learns how long an answer took that no cache had. */
    void answered(Analysis analysis, Duration time) {
        latencies.measured(analysis.strategy(), time);
    }

    private Strategy chosen(float complexity) {
        if (complexity < twoStage) {
            return Strategy.SINGLE_STAGE;
        }
        return complexity < multiStage ? Strategy.TWO_STAGE : Strategy.MULTI_STAGE;
    }
}
