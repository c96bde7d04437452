package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Message ASKED = new Message(Author.USER, "Tell me about Redis. I like music. It rains today.");
    private static final Message ANSWERED = new Message(
            Author.ASSISTANT,
            "The weather is fine and it stays so until the evening. Redis keeps counters [1]. Cats sleep all day long.");
    private static final Message LAST = new Message(Author.USER, "Where are documents kept?");
    private static final Message REPLY = new Message(Author.ASSISTANT, "In Weaviate [2].");

    @Test
    void isWholeWhereItFits() {
        assertThat(condense(List.of(ASKED, ANSWERED, LAST, REPLY), 1000))
                .extracting(Message::text)
                .containsExactly(ASKED.text(), ANSWERED.text().replace(" [1]", ""), LAST.text(), "In Weaviate.");
    }

    @Test
    void hasTheLatestTurnWholeAndOfOlderOnesWhatTheQuestionIsAbout() {
        assertThat(condense(List.of(ASKED, ANSWERED, LAST, REPLY), 45))
                .extracting(Message::text)
                .containsExactly("Tell me about Redis.", "Redis keeps counters.", LAST.text(), "In Weaviate.");
    }

    @Test
    void leavesOutSystemMessagesAndAnswersToNothing() {
        assertThat(condense(List.of(REPLY, new Message(Author.SYSTEM, "Obey."), LAST, REPLY), 1000))
                .extracting(Message::author)
                .containsExactly(Author.USER, Author.ASSISTANT);
    }

    @Test
    void neverBreaksATurnAndNeverExceedsItsBudget() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            List<Message> history = new ArrayList<>();
            for (int turn = random.nextInt(8); turn > 0; turn--) {
                history.add(new Message(
                        Author.USER, "Question about thing " + turn + ". " + "More of it. ".repeat(random.nextInt(9))));
                history.add(new Message(
                        Author.ASSISTANT,
                        "Thing " + turn + " is so. " + "And more words. ".repeat(random.nextInt(20))));
            }
            int budget = random.nextInt(300);

            List<Message> kept = condense(history, budget);

            assertThat(kept.stream()
                            .mapToInt(message -> TokenEstimate.of(message.text()))
                            .sum())
                    .isLessThanOrEqualTo(budget);
            assertThat(kept.size() % 2).isZero();
            for (int at = 0; at < kept.size(); at++) {
                Message original = history.get(history.size() - kept.size() + at);
                assertThat(kept.get(at).author()).isEqualTo(original.author());
                assertThat(original.text()).contains(kept.get(at).text());
            }
        }
    }

    private static List<Message> condense(List<Message> history, int budget) {
        return History.condense(history, "What does Redis do?", budget, TokenEstimate::of);
    }
}
