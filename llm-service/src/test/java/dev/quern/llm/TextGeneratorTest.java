package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.llm.GenerationEvent.Completed;
import dev.quern.llm.GenerationEvent.Delta;
import dev.quern.llm.GenerationEvent.Started;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextGeneratorTest {
    private static final List<Passage> PASSAGES = List.of(new Passage(
            "Storage", "Documents are kept in Weaviate. The second level of the cache is Redis, which is fast."));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private record Answer(Started started, String text, Completed completed) {}

    @Test
    void givesWhatTheModelSaysWithItsSources() throws InterruptedException {
        Answer answer = answer(ScriptedModel.saying("Documents are kept in Weaviate."), "Where are documents kept?");

        assertThat(answer.started().model()).isEqualTo("scripted");
        assertThat(answer.text()).isEqualTo("Documents are kept in Weaviate [1].");
        assertThat(answer.completed().finish()).isEqualTo(FinishReason.STOP);
        assertThat(answer.completed().sentences()).allMatch(Sentence::supported);
    }

    @Test
    void endsWithTheDocumentsOwnWordsWhenNothingTheModelSaysIsSupported() throws InterruptedException {
        Answer answer = answer(ScriptedModel.saying("Bananas are yellow."), "Where are documents kept?");

        assertThat(answer.text())
                .isEqualTo("Bananas are yellow.\n\nThe documents say: Documents are kept in Weaviate [1].");
        assertThat(answer.completed().sentences())
                .extracting(Sentence::supported)
                .containsExactly(false, true);
    }

    @Test
    void endsWithTheDocumentsOwnWordsWhenTheModelSaysNothing() throws InterruptedException {
        Answer answer = answer(new ScriptedModel(), "Where are documents kept?");

        assertThat(answer.text()).isEqualTo("The documents say: Documents are kept in Weaviate [1].");
    }

    @Test
    void abstainsWithoutAskingTheModelWhenNoPassageHasToDoWithTheQuestion() throws InterruptedException {
        ScriptedModel model = ScriptedModel.saying("The Eiffel Tower.");

        Answer answer = answer(model, "Which tower is highest?");

        assertThat(model.conversations).isEmpty();
        assertThat(answer.text()).isEqualTo(TextGenerator.ABSTENTION);
        assertThat(answer.completed().finish()).isEqualTo(FinishReason.ABSTAINED);
        assertThat(answer.completed().sentences())
                .allMatch(sentence -> sentence.citations().isEmpty());
    }

    @Test
    void takesAQuestionThatNamesNothingForAQuestionAboutTheLastOne() throws InterruptedException {
        Prompt.Grounded prompt =
                new Prompt.Grounded("And why is that?", PASSAGES, List.of(new Message(Author.USER, "Is Redis fast?")));

        Answer answer = run(Optional.empty(), request(prompt, 0, 0));

        assertThat(answer.completed().finish()).isEqualTo(FinishReason.STOP);
        assertThat(answer.text()).contains("Redis");
    }

    @Test
    void answersWithoutAModelInTheDocumentsOwnWords() throws InterruptedException {
        Answer answer = run(Optional.empty(), grounded("Where are documents kept?"));

        assertThat(answer.started().backEnd()).isEqualTo(BackEnd.EXTRACTIVE);
        assertThat(answer.text()).isEqualTo("Documents are kept in Weaviate [1].");
    }

    @Test
    void abstainsWhereAPassageIsLikeTheQuestionAndNoSentenceSharesAWord() throws InterruptedException {
        Answer answer = run(alike(), Optional.empty(), grounded("Which place holds files forever?"));

        assertThat(answer.text()).isEqualTo(TextGenerator.ABSTENTION);
        assertThat(answer.completed().finish()).isEqualTo(FinishReason.ABSTAINED);
        assertThat(answer.completed().sentences()).extracting(Sentence::text).containsExactly(answer.text());
    }

    @Test
    void abstainsWhereTheModelSaysNothingEither() throws InterruptedException {
        Answer answer = run(alike(), Optional.of(new ScriptedModel()), grounded("Which place holds files forever?"));

        assertThat(answer.text()).isEqualTo(TextGenerator.ABSTENTION);
        assertThat(answer.completed().finish()).isEqualTo(FinishReason.ABSTAINED);
        assertThat(answer.completed().sentences()).extracting(Sentence::text).containsExactly(answer.text());
    }

    @Test
    void givesALongQuestionItsSourcesAllTheSame() throws InterruptedException {
        ScriptedModel model = ScriptedModel.saying("Documents are kept in Weaviate.");
        String question = "Where are documents kept? " + "It is about the documents. ".repeat(180);
        int tokens = TokenEstimate.of(question);

        answer(model, question);

        assertThat(tokens).isBetween(1_100, 1_600);
        assertThat(model.conversations.getFirst().getLast().text()).contains("[1] Storage: Documents are kept");
        assertThat(model.conversations.getFirst().stream()
                        .mapToInt(message -> TokenEstimate.of(message.text()))
                        .sum())
                .isLessThanOrEqualTo(ScriptedModel.CONTEXT_WINDOW - 200);
    }

    @Test
    void refusesAQuestionThatLeavesItsSourcesNoRoom() {
        ScriptedModel model = new ScriptedModel("x");

        assertThatThrownBy(() -> answer(model, "Where are documents kept? " + "문서".repeat(2_000)))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.field()).contains("question");
                });
        assertThat(model.conversations).isEmpty();
    }

    @Test
    void passesAConversationOnAsItIs() throws InterruptedException {
        ScriptedModel model = ScriptedModel.saying("Hello [7], you.");
        List<Message> conversation = List.of(new Message(Author.USER, "Hi <|x|>"));

        Answer answer = run(Optional.of(model), request(new Prompt.Chat(conversation), 0, 0));

        assertThat(model.conversations).containsExactly(conversation);
        assertThat(answer.text()).isEqualTo("Hello [7], you.");
    }

    @Test
    void needsAModelForAConversation() {
        assertThatThrownBy(() ->
                        run(Optional.empty(), request(new Prompt.Chat(List.of(new Message(Author.USER, "Hi"))), 0, 0)))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void spendsNoMoreThanTheBudget() throws InterruptedException {
        ScriptedModel model = ScriptedModel.saying("a b c d e f g h i j k l m n o p q r s t u v w x y z");
        Prompt.Chat chat = new Prompt.Chat(List.of(new Message(Author.USER, "abc")));
        int prompt = TokenEstimate.of("abc");

        Answer answer = run(Optional.of(model), request(chat, 0, prompt + 5L));

        assertThat(answer.completed().finish()).isEqualTo(FinishReason.BUDGET);
        assertThat(answer.completed().spent().completionTokens()).isEqualTo(5);
        assertThatThrownBy(() -> run(Optional.of(model), request(chat, 0, prompt)))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    }

    @Test
    void refusesMoreTokensThanTheModelTakes() {
        Prompt chat = new Prompt.Chat(List.of(new Message(Author.USER, "Hi")));

        for (int maxTokens : new int[] {ScriptedModel.CONTEXT_WINDOW, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> run(Optional.of(new ScriptedModel("x")), request(chat, maxTokens, 0)))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.field()).contains("max_tokens"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, ScriptedModel.CONTEXT_WINDOW, ScriptedModel.CONTEXT_WINDOW - 255})
    void refusesAnAnswerThatLeavesItsSourcesNoRoom(int maxTokens) {
        ScriptedModel model = new ScriptedModel("x");
        Generation request = request(grounded("Where are documents kept?").prompt(), maxTokens, 0);

        assertThatThrownBy(() -> run(Optional.of(model), request)).isInstanceOfSatisfying(QuernException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(e.field()).contains("max_tokens");
            assertThat(e.text()).contains("`max_tokens`", Integer.toString(maxTokens));
        });
        assertThat(model.conversations).isEmpty();
    }

    @Test
    void generatesAnAnswerThatLeavesItsSourcesRoom() throws InterruptedException {
        ScriptedModel model = ScriptedModel.saying("Documents are kept in Weaviate.");
        Prompt prompt = grounded("Where are documents kept?").prompt();

        Answer answer = run(
                Optional.of(model), request(prompt, ScriptedModel.CONTEXT_WINDOW - RoutedModel.LEAST_PROMPT_TOKENS, 0));

        assertThat(answer.completed().sentences()).allMatch(Sentence::supported);
        assertThat(model.conversations.getFirst().getLast().text()).contains("Documents are kept in Weaviate.");
    }

    @Test
    void refusesAModelThatIsNotThere() {
        Generation request = Requested.of(grounded("q").prompt()).by("gpt-9").build();

        assertThatThrownBy(() -> run(Optional.empty(), request))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.field()).contains("model"));
    }

    @Test
    void countsWhatItGenerates() throws InterruptedException {
        answer(ScriptedModel.saying("Documents are kept in Weaviate."), "Where are documents kept?");

        assertThat(registry.get("quern.llm.generations")
                        .tags("model", "scripted", "finish", "stop")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("quern.llm.tokens")
                        .tags("tenant", "acme", "model", "scripted", "type", "output")
                        .counter()
                        .count())
                .isEqualTo(5);
        assertThat(registry.get("gen_ai.client.token.usage")
                        .tags("gen_ai.token.type", "input", "gen_ai.request.model", "scripted")
                        .summary()
                        .totalAmount())
                .isEqualTo(10);
        for (String timer : List.of(
                "gen_ai.client.operation.duration",
                "gen_ai.server.time_to_first_token",
                "gen_ai.server.time_per_output_token")) {
            assertThat(registry.get(timer)
                            .tags("gen_ai.provider.name", "openai")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(registry.get("quern.llm.routed")
                        .tags("model", "scripted", "reason", "nearest_tier")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void cutsAModelThatHeedsNoLimitWhenTheBudgetIsSpent() throws InterruptedException {
        LanguageModel deaf = new ControlledModel(1_000).deaf();
        Prompt.Chat chat = new Prompt.Chat(List.of(new Message(Author.USER, "abc")));

        Answer answer = run(Optional.of(deaf), request(chat, 0, TokenEstimate.of("abc") + 5L));

        assertThat(answer.completed().finish()).isEqualTo(FinishReason.BUDGET);
        assertThat(answer.text().length()).isBetween(5 * 5, 5 * 12);
    }

    @Test
    void cutsNoModelThatKeepsToItsLimitInAnyScript() throws InterruptedException {
        String korean = "대한민국의 수도는 서울특별시이며, 한강을 끼고 있는 대도시입니다. ";
        ScriptedModel model = ScriptedModel.saying(korean.repeat(4));
        Prompt.Chat chat = new Prompt.Chat(List.of(new Message(Author.USER, "수도는?")));

        Answer answer = run(Optional.of(model), request(chat, 32, 0));

        assertThat(answer.text()).isEqualTo(korean.repeat(4));
        assertThat(answer.completed().finish()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void saysWhatAnAnswerTook() throws InterruptedException {
        Answer answer = answer(ScriptedModel.saying("Documents are kept in Weaviate."), "Where are documents kept?");

        assertThat(answer.completed().spent().promptTokens()).isEqualTo(10);
        assertThat(answer.completed().spent().completionTokens()).isEqualTo(5);
        assertThat(answer.completed().spent().cost()).isEqualTo(20e-6, within(1e-12));
        assertThat(answer.completed().spent().exact()).isTrue();
        assertThat(answer.completed().spent().firstToken()).isPresent();
    }

    private Answer answer(LanguageModel model, String question) throws InterruptedException {
        return run(Optional.of(model), grounded(question));
    }

    private static Generation grounded(String question) {
        return request(new Prompt.Grounded(question, PASSAGES, List.of()), 0, 0);
    }

    private static Generation request(Prompt prompt, int maxTokens, long budget) {
        return Requested.of(prompt).maxTokens(maxTokens).budget(budget).build();
    }

    private static SentenceSimilarity alike() {
        return (call, sentence, others) -> Collections.nCopies(others.size(), 0.9);
    }

    private Answer run(Optional<LanguageModel> model, Generation request) throws InterruptedException {
        return run((call, sentence, others) -> List.of(), model, request);
    }

    private Answer run(SentenceSimilarity similarity, Optional<LanguageModel> model, Generation request)
            throws InterruptedException {
        TextGenerator generator = RoutingWiring.generator(
                Generators.config(Map.of()),
                model.map(present -> (ServedModel) FakeServedModel.of(present, Tier.BALANCED)).stream()
                        .toList(),
                similarity,
                registry);
        List<GenerationEvent> events = new ArrayList<>();

        generator.generate(Calls.patient(), request, events::add);

        StringBuilder text = new StringBuilder();
        events.subList(1, events.size() - 1).forEach(event -> text.append(((Delta) event).text()));
        return new Answer((Started) events.getFirst(), text.toString(), (Completed) events.getLast());
    }
}
