package dev.quern.llm.grpc;

import dev.quern.llm.GenerationEvent;
import dev.quern.llm.ModelDescription;
import dev.quern.protocol.llm.v1.BackEnd;
import dev.quern.protocol.llm.v1.Citation;
import dev.quern.protocol.llm.v1.Completed;
import dev.quern.protocol.llm.v1.DescribeModelsResponse;
import dev.quern.protocol.llm.v1.FinishReason;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.LanguageModel;
import dev.quern.protocol.llm.v1.Sentence;
import dev.quern.protocol.llm.v1.Started;

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
                .build();
    }

    static Completed completed(GenerationEvent.Completed completed) {
        return Completed.newBuilder()
                .setFinishReason(
                        switch (completed.finish()) {
                            case STOP -> FinishReason.FINISH_REASON_STOP;
                            case LENGTH -> FinishReason.FINISH_REASON_LENGTH;
                            case BUDGET -> FinishReason.FINISH_REASON_BUDGET;
                            case ABSTAINED -> FinishReason.FINISH_REASON_ABSTAINED;
                        })
                .setPromptTokens(completed.promptTokens())
                .setCompletionTokens(completed.completionTokens())
                .addAllSentences(
                        completed.sentences().stream().map(Responses::sentence).toList())
                .setRemovedCitations(completed.removedCitations())
                .build();
    }

    static DescribeModelsResponse models(ModelDescription model) {
        return DescribeModelsResponse.newBuilder()
                .addModels(LanguageModel.newBuilder()
                        .setName(model.name())
                        .setBackEnd(backEnd(model.backEnd()))
                        .setContextWindow(model.contextWindow())
                        .setAvailable(model.trouble().isEmpty())
                        .setReason(model.trouble().orElse("")))
                .setRoutingEpoch(model.routingEpoch())
                .setPromptVersion(model.promptVersion())
                .build();
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
        };
    }
}
