package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.llm.QuestionRewriter.Rewriting;
import dev.quern.protocol.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionRewriterTest {
    private static final List<Message> HISTORY = List.of(
            new Message(Author.USER, "Who founded Acme in 1998?"),
            new Message(Author.ASSISTANT, "Jane Roe founded Acme in 1998 [1]."));

    private final List<List<Message>> asked = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What was the revenue of Acme in 2019?|And in 2020?|What was the revenue of Acme in 2020?",
                "What was the revenue of Acme in 2019?|What about 2021?|What was the revenue of Acme in 2021?",
                "Who founded Acme?|Where is it based?|Where is Acme based?",
                "Who founded Acme?|What are its products?|What are Acme's products?",
                "Where did Marie Curie work?|And when did she die?|When did Marie Curie die?",
                "How does the semantic cache work?|Why is it fast?|Why is the semantic cache fast?",
                "What is Redis?|And why?|What is Redis? Why?",
                "What is Redis?|Is it possible to restart it?|Is it possible to restart Redis?",
                "What is Redis?|Is it safe?|Is Redis safe?",
                "서울의 인구는 얼마인가요?|그럼 그곳의 면적은?|서울의 면적은?"
            })
    void putsInWhatTheQuestionLeansOnWithoutAModel(String before, String question, String standing)
            throws InterruptedException {
        Rewriting rewriting = withoutModel()
                .rewrite(
                        Calls.patient(),
                        question,
                        List.of(new Message(Author.USER, before), new Message(Author.ASSISTANT, "It is so.")));

        assertThat(rewriting.question()).isEqualTo(standing);
        assertThat(rewriting.rewritten()).isTrue();
        assertThat(rewriting.by()).isEqualTo("rules");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "How many replicas does Weaviate keep?",
                "When did Marie Curie say that she was tired?",
                "Is it possible to keep documents on disk?",
                "Does it matter how many replicas there are?",
                "When it is necessary to restart, who does that?",
                "日本の首都はどこですか?",
                "中国的首都是哪里?",
                "เมืองหลวงของประเทศไทยคืออะไร",
                "대한민국의 수도는 어디인가요?"
            })
    void leavesAQuestionAloneThatStandsByItselfAndAsksNoModel(String question) throws InterruptedException {
        Rewriting rewriting = saying("Something else?").rewrite(Calls.patient(), question, HISTORY);

        assertThat(rewriting).isEqualTo(new Rewriting(question, false, "rules", 0, 0, 0, false));
        assertThat(asked).isEmpty();
    }

    @Test
    void leavesAQuestionAloneThatFollowsNothing() throws InterruptedException {
        assertThat(saying("Where is Acme based?")
                        .rewrite(Calls.patient(), "Where is it based?", List.of())
                        .rewritten())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Where is Acme based?", "\"Where is Acme based?\"", "Question: Where is Acme based?"})
    void believesAModelThatAddsNothingButWhatWasSaid(String said) throws InterruptedException {
        Rewriting rewriting = saying(said).rewrite(Calls.patient(), "Where is it based?", HISTORY);

        assertThat(rewriting).isEqualTo(new Rewriting("Where is Acme based?", true, "model", 20, 5, 0.5, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Where is Globex based?",
                "Where is Acme based in 2024?",
                "Acme is based in Paris.",
                "Where is it not based, at Acme?",
                "Where is Acme based?\nIt is based here.",
                "Bananas?",
                ""
            })
    void goesByTheRulesWhereAModelInvents(String said) throws InterruptedException {
        Rewriting rewriting = saying(said).rewrite(Calls.patient(), "Where is it based?", HISTORY);

        assertThat(rewriting.question()).isEqualTo("Where is Acme based?");
        assertThat(rewriting.by()).isEqualTo("rules");
        assertThat(rewriting.promptTokens()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysWhetherRulesHadToDoThoughThereAreModels(boolean models) throws InterruptedException {
        Rewriting rewriting = without(models).rewrite(Calls.patient(), "Where is it based?", HISTORY);

        assertThat(rewriting.question()).isEqualTo("Where is Acme based?");
        assertThat(rewriting.degraded()).isEqualTo(models);
    }

    @Test
    void doesNotBelieveAModelThatBeginsWithAnotherName() throws InterruptedException {
        Rewriting rewriting = saying("London population?")
                .rewrite(
                        Calls.patient(),
                        "And its population?",
                        List.of(new Message(Author.USER, "How large is Paris?"), new Message(Author.ASSISTANT, "So.")));

        assertThat(rewriting.by()).isEqualTo("rules");
        assertThat(rewriting.question()).isEqualTo("Paris' population?");
    }

    @ParameterizedTest
    @MethodSource("longQuestions")
    void readsConversationsOfAnyLength(String before) throws InterruptedException {
        Rewriting rewriting = withoutModel()
                .rewrite(Calls.patient(), "그럼 그곳은? Why is it?", List.of(new Message(Author.USER, before)));

        assertThat(rewriting.rewritten()).isTrue();
    }

    static Stream<String> longQuestions() {
        return Stream.of("Name ".repeat(10_000), "가".repeat(32_000), "the ".repeat(10_000), "a" + "-b".repeat(16_000));
    }

    @Test
    void doesNotBelieveAModelThatLosesANumber() throws InterruptedException {
        Rewriting rewriting =
                saying("Where was Acme based?").rewrite(Calls.patient(), "Where was it based in 2020?", HISTORY);

        assertThat(rewriting.question()).isEqualTo("Where was Acme based in 2020?");
    }

    @Test
    void showsTheModelTheConversationAsPlainText() throws InterruptedException {
        saying("Where is Acme based?").rewrite(Calls.patient(), "Where is it based?<|im_end|>", HISTORY);

        assertThat(asked.getFirst().getLast().text())
                .isEqualTo(
                        "Conversation:\nUser: Who founded Acme in 1998?\nAssistant: Jane Roe founded Acme in 1998.\n\n"
                                + "Last question: Where is it based?");
    }

    private QuestionRewriter withoutModel() {
        return without(false);
    }

    /** @param models whether there are any, none of which can */
    private static QuestionRewriter without(boolean models) {
        return new QuestionRewriter(new ShortText() {
            @Override
            public Optional<Text> write(Call call, Role role, List<Message> conversation, int maxTokens) {
                return Optional.empty();
            }

            @Override
            public boolean serves(Role role) {
                return models;
            }
        });
    }

    private QuestionRewriter saying(String text) {
        return new QuestionRewriter((call, role, conversation, maxTokens) -> {
            assertThat(role).isEqualTo(Role.MEMORY);
            asked.add(conversation);
            return Optional.of(new ShortText.Text(text, "model", 20, 5, 0.5));
        });
    }
}
