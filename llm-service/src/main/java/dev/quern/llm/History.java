package dev.quern.llm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The conversation before a question, made to fit: the latest turns whole, older ones as the sentence of each message
 * that has most to do with the question and the rest of the conversation, those that do not fit either left out. A turn,
 * which begins with what the user says, is kept or left out as one, so that the order of roles stays what it was; the
 * conversation's own system messages are not let through.
 */
final class History {
    /** Whole turns may take this share of the budget; a sentence a message of the older ones takes what is left. */
    private static final double WHOLE = 0.7;

    private History() {}

    /** The messages that fit into {@code budget} tokens, as {@code tokens} counts them, oldest first. */
    static List<Message> condense(List<Message> history, String question, int budget, ToIntFunction<String> tokens) {
        List<List<Message>> turns = turns(history);
        Map<String, Integer> weights = weights(turns, question);
        List<Message> kept = new ArrayList<>();
        int left = budget;
        boolean whole = true;
        for (List<Message> turn : turns.reversed()) {
            int cost = cost(turn, tokens);
            whole &= cost <= left - (kept.isEmpty() ? 0 : (1 - WHOLE) * budget);
            List<Message> given = whole ? turn : shortened(turn, weights);
            cost = whole ? cost : cost(given, tokens);
            if (cost > left) {
                break;
            }
            left -= cost;
            kept.addAll(0, given);
        }
        return List.copyOf(kept);
    }

    /** What the model is to read of each turn; answers without a question before them are no turn. */
    private static List<List<Message>> turns(List<Message> history) {
        List<List<Message>> turns = new ArrayList<>();
        for (Message message : history) {
            String text = PlainText.ofTurn(message.text());
            if (message.author() == Author.SYSTEM || text.isEmpty()) {
                continue;
            }
            if (message.author() == Author.USER) {
                turns.add(new ArrayList<>());
            }
            if (!turns.isEmpty()) {
                turns.getLast().add(new Message(message.author(), text));
            }
        }
        return turns;
    }

    private static Map<String, Integer> weights(List<List<Message>> turns, String question) {
        Map<String, Integer> weights = new HashMap<>();
        for (List<Message> turn : turns) {
            for (Message message : turn) {
                Words.of(message.text()).content().forEach(word -> weights.merge(word, 1, Integer::sum));
            }
        }
        Words.of(question).content().forEach(word -> weights.merge(word, turns.size() + 1, Integer::sum));
        return weights;
    }

    private static List<Message> shortened(List<Message> turn, Map<String, Integer> weights) {
        return turn.stream()
                .map(message -> new Message(message.author(), bestSentence(message.text(), weights)))
                .toList();
    }

    private static String bestSentence(String text, Map<String, Integer> weights) {
        List<String> sentences = SentenceEnds.split(text);
        Set<String> once = new LinkedHashSet<>(sentences);
        return once.stream()
                .max(Comparator.comparingDouble(sentence -> weight(sentence, weights)))
                .orElse(text);
    }

    /** Longer sentences have more words to share; that alone does not make them better. */
    private static double weight(String sentence, Map<String, Integer> weights) {
        Set<String> words = new HashSet<>(Words.of(sentence).content());
        int sum = words.stream().mapToInt(word -> weights.getOrDefault(word, 0)).sum();
        return sum / Math.sqrt(words.size() + 1.0);
    }

    private static int cost(List<Message> turn, ToIntFunction<String> tokens) {
        return turn.stream().collect(Collectors.summingInt(message -> tokens.applyAsInt(message.text())));
    }
}
