package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.llm.GenerationEvent.Completed;
import dev.quern.llm.GenerationEvent.Delta;
import dev.quern.llm.GenerationEvent.Started;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
        assertThat(answer.completed().completionTokens()).isEqualTo(5);
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
                Optional.of(model), request(prompt, ScriptedModel.CONTEXT_WINDOW - ModelRunner.LEAST_PROMPT_TOKENS, 0));

        assertThat(answer.completed().sentences()).allMatch(Sentence::supported);
        assertThat(model.conversations.getFirst().getLast().text()).contains("Documents are kept in Weaviate.");
    }

    @Test
    void refusesAModelThatIsNotThere() {
        Generation request = new Generation("gpt-9", grounded("q").prompt(), OptionalDouble.empty(), 0, List.of(), 0);

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
                        .tags("direction", "out")
                        .counter()
                        .count())
                .isEqualTo(5);
        assertThat(registry.get("quern.llm.first.token").timer().count()).isEqualTo(1);
    }

    @Test
    void hasAnotherEpochWhenAnythingThatDecidesTheAnswerIsAnother() {
        GenerationDefaults defaults = new GenerationDefaults(1024, 200, 0);
        GenerationDefaults warmer = new GenerationDefaults(1024, 200, 1);
        Optional<LanguageModel> model = Optional.of(new ScriptedModel("a"));

        assertThat(List.of(
                        RoutingEpoch.of(model, defaults),
                        RoutingEpoch.of(model, warmer),
                        RoutingEpoch.of(Optional.of(new ScriptedModel("b")), defaults),
                        RoutingEpoch.of(Optional.empty(), defaults)))
                .doesNotHaveDuplicates();
        assertThat(RoutingEpoch.of(model, defaults))
                .isEqualTo(RoutingEpoch.of(Optional.of(new ScriptedModel("a")), defaults));
    }

    private Answer answer(LanguageModel model, String question) throws InterruptedException {
        return run(Optional.of(model), grounded(question));
    }

    private static Generation grounded(String question) {
        return request(new Prompt.Grounded(question, PASSAGES, List.of()), 0, 0);
    }

    private static Generation request(Prompt prompt, int maxTokens, long budget) {
        return new Generation("", prompt, OptionalDouble.empty(), maxTokens, List.of(), budget);
    }

    private Answer run(Optional<LanguageModel> model, Generation request) throws InterruptedException {
        GenerationDefaults defaults = new GenerationDefaults(1024, 200, 0);
        GenerationMetrics metrics = new GenerationMetrics(registry);
        TextGenerator generator = new TextGenerator(
                model.map(present -> new ModelRunner(present, defaults, new Bulkhead(1, 1), metrics)),
                metrics,
                "epoch");
        List<GenerationEvent> events = new ArrayList<>();

        generator.generate(Calls.patient(), request, events::add);

        StringBuilder text = new StringBuilder();
        events.subList(1, events.size() - 1).forEach(event -> text.append(((Delta) event).text()));
        return new Answer((Started) events.getFirst(), text.toString(), (Completed) events.getLast());
    }
}
