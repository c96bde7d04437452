package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.Message.Author;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void isAllThatWasSaidWhereItFits() {
        List<Message> said = List.of(
                new Message(Author.ASSISTANT, "What can I do?"),
                new Message(Author.USER, "Grind."),
                new Message(Author.ASSISTANT, "I do."));

        assertThat(History.last(said)).isEqualTo(said);
    }

    @Test
    void isTheLastOfALongConversationAndBeginsWithAQuestion() {
        List<Message> said = new ArrayList<>(turns(40));
        said.add(new Message(Author.USER, "And?"));

        List<Message> last = History.last(said);

        assertThat(last).isEqualTo(said.subList(said.size() - 49, said.size()));
        assertThat(Question.of("q", "notes").after(last).history()).isEqualTo(last);
    }

    @Test
    void cutsWhatIsTooLongByItselfAndNoCharacterInTwo() {
        String text = "a".repeat(Question.LONGEST_MESSAGE - 1) + "\uD83C\uDF3E" + "b";

        assertThat(History.last(List.of(new Message(Author.USER, text))))
                .containsExactly(new Message(Author.USER, "a".repeat(Question.LONGEST_MESSAGE - 1)));
    }

    @Test
    void hasNoMoreCharactersThanAQuestionMayHave() {
        List<Message> said = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            said.add(new Message(i % 2 == 0 ? Author.USER : Author.ASSISTANT, i + "x".repeat(40_000)));
        }

        List<Message> last = History.last(said);

        assertThat(last)
                .hasSize(2)
                .extracting(message -> message.text().charAt(0))
                .containsExactly('4', '5');
        assertThat(Question.of("q", "notes").after(last).history()).isEqualTo(last);
    }

    @Test
    void keepsToAboutSoManyTokens() {
        assertThat(History.last(turns(10), 19)).isEqualTo(turns(10).subList(14, 20));
    }

    private static List<Message> turns(int count) {
        List<Message> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            said.add(new Message(Author.USER, "question " + i + "?"));
            said.add(new Message(Author.ASSISTANT, "So be " + i + "."));
        }
        return said;
    }
}
