package dev.quern.llm.grpc;

import dev.quern.llm.BatchGenerator;
import dev.quern.llm.GenerationEvent;
import dev.quern.llm.ModelDescription;
import dev.quern.llm.ModelProfile;
import dev.quern.llm.ModelsDescription;
import dev.quern.llm.QuestionRewriter;
import dev.quern.llm.QuestionTriage;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.llm.v1.BackEnd;
import dev.quern.protocol.llm.v1.BatchFailure;
import dev.quern.protocol.llm.v1.Citation;
import dev.quern.protocol.llm.v1.Completed;
import dev.quern.protocol.llm.v1.DescribeModelsResponse;
import dev.quern.protocol.llm.v1.FinishReason;
import dev.quern.protocol.llm.v1.GenerateBatchResponse;
import dev.quern.protocol.llm.v1.GenerateResponse;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.LanguageModel;
import dev.quern.protocol.llm.v1.RewriteQuestionResponse;
import dev.quern.protocol.llm.v1.Role;
import dev.quern.protocol.llm.v1.Sentence;
import dev.quern.protocol.llm.v1.Sentiment;
import dev.quern.protocol.llm.v1.SkippedModel;
import dev.quern.protocol.llm.v1.Started;
import dev.quern.protocol.llm.v1.Tier;
import dev.quern.protocol.llm.v1.TriageQuestionResponse;
import dev.quern.protocol.llm.v1.Urgency;
import java.util.List;

/** What the domain says, as messages. */
final class Responses {
    private Responses() {}

    static GenerateStreamResponse streamed(GenerationEvent event) {
        GenerateStreamResponse.Builder response = GenerateStreamResponse.newBuilder();
        return switch (event) {
            case GenerationEvent.Started started ->
                response.setStarted(started(started)).build();
            case GenerationEvent.Delta delta -> response.setDelta(delta.text()).build();
            case GenerationEvent.Completed completed ->
                response.setCompleted(completed(completed)).build();
        };
    }

    static Started started(GenerationEvent.Started started) {
        return Started.newBuilder()
                .setModel(started.model())
                .setBackEnd(backEnd(started.backEnd()))
                .setReason(started.reason())
                .setRoutingEpoch(started.routingEpoch())
                .setPromptVersion(started.promptVersion())
                .setTier(started.tier().map(Responses::tier).orElse(Tier.TIER_UNSPECIFIED))
                .addAllSkipped(started.skipped().stream()
                        .map(skipped -> SkippedModel.newBuilder()
                                .setModel(skipped.model())
                                .setReason(skipped.reason())
                                .build())
                        .toList())
                .build();
    }

    static Completed completed(GenerationEvent.Completed completed) {
        GenerationEvent.Spent spent = completed.spent();
        Completed.Builder message = Completed.newBuilder()
                .setFinishReason(
                        switch (completed.finish()) {
                            case STOP -> FinishReason.FINISH_REASON_STOP;
                            case LENGTH -> FinishReason.FINISH_REASON_LENGTH;
                            case BUDGET -> FinishReason.FINISH_REASON_BUDGET;
                            case ABSTAINED -> FinishReason.FINISH_REASON_ABSTAINED;
                        })
                .setPromptTokens(spent.promptTokens())
                .setCompletionTokens(spent.completionTokens())
                .setCost(spent.cost())
                .setTokensExact(spent.exact())
                .setShared(spent.shared())
                .addAllSentences(
                        completed.sentences().stream().map(Responses::sentence).toList())
                .setRemovedCitations(completed.removedCitations());
        spent.firstToken().ifPresent(time -> message.setFirstTokenSeconds(time.toNanos() / 1e9f));
        return message.build();
    }

    /** A whole generation, from its events. */
    static GenerateResponse whole(List<GenerationEvent> events) {
        GenerateResponse.Builder response = GenerateResponse.newBuilder();
        StringBuilder text = new StringBuilder();
        for (GenerationEvent event : events) {
            switch (event) {
                case GenerationEvent.Started started -> response.setStarted(started(started));
                case GenerationEvent.Delta delta -> text.append(delta.text());
                case GenerationEvent.Completed completed -> response.setCompleted(completed(completed));
            }
        }
        return response.setText(text.toString()).build();
    }

    static GenerateBatchResponse batched(int index, BatchGenerator.Outcome outcome) {
        GenerateBatchResponse.Builder response =
                GenerateBatchResponse.newBuilder().setIndex(index);
        return switch (outcome) {
            case BatchGenerator.Outcome.Generated(List<GenerationEvent> events) ->
                response.setResponse(whole(events)).build();
            case BatchGenerator.Outcome.Failed(QuernException why) ->
                response.setFailure(BatchFailure.newBuilder()
                                .setCode(why.code().code())
                                .setMessage(why.text()))
                        .build();
        };
    }

    static RewriteQuestionResponse rewritten(QuestionRewriter.Rewriting rewriting) {
        return RewriteQuestionResponse.newBuilder()
                .setQuestion(rewriting.question())
                .setRewritten(rewriting.rewritten())
                .setBy(rewriting.by())
                .setPromptTokens(rewriting.promptTokens())
                .setCompletionTokens(rewriting.completionTokens())
                .setCost(rewriting.cost())
                .setDegraded(rewriting.degraded())
                .build();
    }

    static TriageQuestionResponse triaged(QuestionTriage.Triage triage) {
        return TriageQuestionResponse.newBuilder()
                .setUrgency(
                        switch (triage.urgency()) {
                            case LOW -> Urgency.URGENCY_LOW;
                            case NORMAL -> Urgency.URGENCY_NORMAL;
                            case HIGH -> Urgency.URGENCY_HIGH;
                        })
                .setSentiment(
                        switch (triage.sentiment()) {
                            case NEGATIVE -> Sentiment.SENTIMENT_NEGATIVE;
                            case NEUTRAL -> Sentiment.SENTIMENT_NEUTRAL;
                            case POSITIVE -> Sentiment.SENTIMENT_POSITIVE;
                        })
                .setBy(triage.by())
                .build();
    }

    static DescribeModelsResponse models(ModelsDescription description) {
        DescribeModelsResponse.Builder response = DescribeModelsResponse.newBuilder()
                .setRoutingEpoch(description.routingEpoch())
                .setPromptVersion(description.promptVersion());
        if (description.models().isEmpty()) {
            response.addModels(LanguageModel.newBuilder()
                    .setName("extractive")
                    .setBackEnd(BackEnd.BACK_END_EXTRACTIVE)
                    .setAvailable(true));
        }
        description.models().forEach(model -> response.addModels(model(model)));
        return response.build();
    }

    private static LanguageModel model(ModelDescription model) {
        ModelProfile profile = model.profile();
        return LanguageModel.newBuilder()
                .setName(profile.name())
                .setBackEnd(backEnd(profile.backEnd()))
                .setTier(tier(profile.tier()))
                .setContextWindow(profile.contextWindow())
                .setAvailable(model.trouble().isEmpty())
                .setReason(model.trouble().orElse(""))
                .setPriceIn(profile.priceIn())
                .setPriceOut(profile.priceOut())
                .setConcurrency(profile.concurrency())
                .setRunning(model.running())
                .addAllRoles(
                        profile.roles().stream().sorted().map(Responses::role).toList())
                .build();
    }

    private static Role role(dev.quern.llm.Role role) {
        return switch (role) {
            case MEMORY -> Role.ROLE_MEMORY;
            case REASONING -> Role.ROLE_REASONING;
            case AFFECT -> Role.ROLE_AFFECT;
        };
    }

    private static Tier tier(dev.quern.llm.Tier tier) {
        return switch (tier) {
            case SMALL -> Tier.TIER_SMALL;
            case BALANCED -> Tier.TIER_BALANCED;
            case LARGE -> Tier.TIER_LARGE;
        };
    }

    private static Sentence sentence(dev.quern.llm.Sentence sentence) {
        return Sentence.newBuilder()
                .setText(sentence.text())
                .setSupported(sentence.supported())
                .addAllCitations(sentence.citations().stream()
                        .map(citation -> Citation.newBuilder()
                                .setSource(citation.source())
                                .setQuote(citation.quote())
                                .setSupport((float) citation.support())
                                .build())
                        .toList())
                .build();
    }

    private static BackEnd backEnd(dev.quern.llm.BackEnd backEnd) {
        return switch (backEnd) {
            case EXTRACTIVE -> BackEnd.BACK_END_EXTRACTIVE;
            case LLAMA_CPP -> BackEnd.BACK_END_LLAMA_CPP;
            case OPENAI -> BackEnd.BACK_END_OPENAI;
            case AZURE -> BackEnd.BACK_END_AZURE;
            case OLLAMA -> BackEnd.BACK_END_OLLAMA;
            case ANTHROPIC -> BackEnd.BACK_END_ANTHROPIC;
        };
    }
}
