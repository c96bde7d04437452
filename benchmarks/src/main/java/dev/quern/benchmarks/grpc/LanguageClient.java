package dev.quern.benchmarks.grpc;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.llm.v1.Author;
import dev.quern.protocol.llm.v1.ChatPrompt;
import dev.quern.protocol.llm.v1.FinishReason;
import dev.quern.protocol.llm.v1.GenerateBatchRequest;
import dev.quern.protocol.llm.v1.GenerateBatchResponse;
import dev.quern.protocol.llm.v1.GenerateRequest;
import dev.quern.protocol.llm.v1.GenerateResponse;
import dev.quern.protocol.llm.v1.Generation;
import dev.quern.protocol.llm.v1.GroundedPrompt;
import dev.quern.protocol.llm.v1.LlmServiceGrpc;
import dev.quern.protocol.llm.v1.LlmServiceGrpc.LlmServiceBlockingV2Stub;
import dev.quern.protocol.llm.v1.Message;
import dev.quern.protocol.llm.v1.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The llm-service on this machine, called as the other services call it. Safe for use by many threads. */
public final class LanguageClient implements AutoCloseable {
    private final Caller caller;
    private final LlmServiceBlockingV2Stub stub;

    public LanguageClient(int port, ClientKeys keys) {
        caller = new Caller("llm-service", port, keys);
        stub = LlmServiceGrpc.newBlockingV2Stub(caller.channel());
    }

    /** A piece of a document. */
    public record Passage(String title, String text) {}

    /** @param cited the passages that support anything, 0 for the first */
    public record Answer(String text, Set<Integer> cited, boolean abstained, long supported, long sentences) {}

    public Answer answer(String question, List<Passage> passages) {
        GroundedPrompt prompt = GroundedPrompt.newBuilder()
                .setQuestion(question)
                .addAllPassages(passages.stream()
                        .map(passage -> dev.quern.protocol.llm.v1.Passage.newBuilder()
                                .setTitle(passage.title())
                                .setText(passage.text())
                                .build())
                        .toList())
                .build();
        GenerateRequest request = GenerateRequest.newBuilder()
                .setGeneration(
                        Generation.newBuilder().setRole(Role.ROLE_REASONING).setGrounded(prompt))
                .build();
        GenerateResponse response = caller.remote().once(caller.call(), stub, ready -> ready.generate(request));
        return new Answer(
                response.getText(),
                response.getCompleted().getSentencesList().stream()
                        .flatMap(sentence -> sentence.getCitationsList().stream())
                        .map(citation -> citation.getSource() - 1)
                        .collect(Collectors.toSet()),
                response.getCompleted().getFinishReason() == FinishReason.FINISH_REASON_ABSTAINED,
                response.getCompleted().getSentencesList().stream()
                        .filter(dev.quern.protocol.llm.v1.Sentence::getSupported)
                        .count(),
                response.getCompleted().getSentencesCount());
    }

    /** Has one text generated, within so much time; it is dropped. */
    public void generate(String prompt, Duration time) {
        Call call = caller.call();
        GenerateRequest request =
                GenerateRequest.newBuilder().setGeneration(chat(prompt)).build();
        caller.remote()
                .once(
                        new Call(call.credential(), Deadline.after(time), call.traceId()),
                        stub,
                        ready -> ready.generate(request));
    }

    /** Has many texts generated; returns how many came. */
    public int generateAll(List<String> prompts) {
        GenerateBatchRequest request = GenerateBatchRequest.newBuilder()
                .addAllGenerations(prompts.stream().map(LanguageClient::chat).toList())
                .build();
        return caller.remote().stream(caller.call(), stub, ready -> ready.generateBatch(request), stream -> {
            int count = 0;
            for (GenerateBatchResponse next = stream.read(); next != null; next = stream.read()) {
                count += next.hasResponse() ? 1 : 0;
            }
            return count;
        });
    }

    @Override
    public void close() {
        caller.close();
    }

    private static Generation chat(String prompt) {
        return Generation.newBuilder()
                .setChat(ChatPrompt.newBuilder()
                        .addMessages(Message.newBuilder()
                                .setAuthor(Author.AUTHOR_USER)
                                .setText(prompt)))
                .build();
    }
}
