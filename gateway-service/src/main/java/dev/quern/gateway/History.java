package dev.quern.gateway;

import dev.quern.gateway.Message.Author;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What was said before a question, as far as a question may have it. */
public final class History {
    private History() {}

    /** The last of what was said that fits; what is too long by itself is cut. */
    public static List<Message> last(List<Message> said) {
        return last(said, Integer.MAX_VALUE);
    }

    /** @param mostTokens of all of it, about */
    static List<Message> last(List<Message> said, int mostTokens) {
        Deque<Message> last = new ArrayDeque<>();
        long tokens = 0;
        long characters = 0;
        for (Message message : said.reversed()) {
            Message cut = cut(message);
            tokens += TokenEstimate.of(cut.text());
            characters += cut.text().length();
            if (tokens > mostTokens || characters > Question.LONGEST_HISTORY || last.size() == Question.MOST_MESSAGES) {
                break;
            }
            last.addFirst(cut);
        }
        boolean shortened = last.size() < said.size();
        // A reply to what is not there any more says little.
        while (shortened && !last.isEmpty() && last.getFirst().author() == Author.ASSISTANT) {
            last.removeFirst();
        }
        return List.copyOf(last);
    }

    private static Message cut(Message message) {
        String text = message.text();
        if (text.length() <= Question.LONGEST_MESSAGE) {
            return message;
        }
        int end = Question.LONGEST_MESSAGE;
        return new Message(
                message.author(), text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end));
    }
}
