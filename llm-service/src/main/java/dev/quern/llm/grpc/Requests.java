package dev.quern.llm.grpc;

import dev.quern.llm.Author;
import dev.quern.llm.Generation;
import dev.quern.llm.Message;
import dev.quern.llm.Passage;
import dev.quern.llm.Prompt;
import dev.quern.llm.Role;
import dev.quern.llm.Urgency;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.llm.v1.ChatPrompt;
import dev.quern.protocol.llm.v1.GroundedPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Checks requests and makes them the domain's. */
final class Requests {
    private static final int LONGEST_TEXT = 32_000;
    private static final int MOST_PASSAGES = 50;
    private static final int MOST_MESSAGES = 200;
    private static final int MOST_STOPS = 16;
    private static final int LONGEST_STOP = 200;
    private static final float HOTTEST = 2;

    private Requests() {}

    static Generation generation(dev.quern.protocol.llm.v1.Generation request) {
        require(request.getMaxTokens() >= 0, "max_tokens", "`max_tokens` has to be 0 or more.");
        require(request.getTokenBudget() >= 0, "token_budget", "`token_budget` has to be 0 or more.");
        require(request.getStopCount() <= MOST_STOPS, "stop", "There may be " + MOST_STOPS + " stop texts at most.");
        require(
                request.getStopList().stream().allMatch(stop -> !stop.isEmpty() && stop.length() <= LONGEST_STOP),
                "stop",
                "A stop text has 1 to " + LONGEST_STOP + " characters.");
        require(
                !request.hasTemperature() || (request.getTemperature() >= 0 && request.getTemperature() <= HOTTEST),
                "temperature",
                "`temperature` has to be 0 to 2.");
        require(
                request.getComplexity() >= 0 && request.getComplexity() <= 1,
                "complexity",
                "`complexity` has to be 0 to 1.");
        return new Generation(
                role(request.getRole()),
                request.getModel(),
                request.getComplexity(),
                switch (request.getPromptCase()) {
                    case GROUNDED -> grounded(request.getGrounded());
                    case CHAT -> chat(request.getChat());
                    case PROMPT_NOT_SET ->
                        throw QuernException.invalid("prompt", "A prompt is needed: `grounded` or `chat`.");
                },
                request.hasTemperature() ? OptionalDouble.of(request.getTemperature()) : OptionalDouble.empty(),
                request.getMaxTokens(),
                request.getStopList(),
                request.getTokenBudget(),
                urgency(request.getUrgency()));
    }

    /** The generations of a batch; a field's name says of which. */
    static List<Generation> generations(List<dev.quern.protocol.llm.v1.Generation> requests) {
        List<Generation> generations = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            try {
                generations.add(generation(requests.get(i)));
            } catch (QuernException e) {
                String field = "generations[" + i + "]";
                throw e.withField(e.field().map(name -> field + "." + name).orElse(field));
            }
        }
        return generations;
    }

    static String question(String text) {
        requireText("question", text);
        return text;
    }

    private static Role role(dev.quern.protocol.llm.v1.Role role) {
        return switch (role) {
            case ROLE_MEMORY -> Role.MEMORY;
            case ROLE_REASONING, ROLE_UNSPECIFIED -> Role.REASONING;
            case ROLE_AFFECT -> Role.AFFECT;
            case UNRECOGNIZED -> throw QuernException.invalid("role", "There is no such role.");
        };
    }

    private static Urgency urgency(dev.quern.protocol.llm.v1.Urgency urgency) {
        return switch (urgency) {
            case URGENCY_LOW -> Urgency.LOW;
            case URGENCY_NORMAL, URGENCY_UNSPECIFIED -> Urgency.NORMAL;
            case URGENCY_HIGH -> Urgency.HIGH;
            case UNRECOGNIZED -> throw QuernException.invalid("urgency", "There is no such urgency.");
        };
    }

    private static Prompt grounded(GroundedPrompt prompt) {
        requireText("question", prompt.getQuestion());
        require(
                prompt.getPassagesCount() <= MOST_PASSAGES,
                "passages",
                "There may be " + MOST_PASSAGES + " passages at most.");
        return new Prompt.Grounded(
                prompt.getQuestion(),
                prompt.getPassagesList().stream()
                        .map(passage -> new Passage(passage.getTitle(), passage.getText()))
                        .toList(),
                messages("history", prompt.getHistoryList()),
                prompt.getLanguage());
    }

    private static Prompt chat(ChatPrompt prompt) {
        require(prompt.getMessagesCount() > 0, "messages", "A conversation needs at least one message.");
        return new Prompt.Chat(messages("messages", prompt.getMessagesList()));
    }

    static List<Message> messages(String field, List<dev.quern.protocol.llm.v1.Message> messages) {
        require(messages.size() <= MOST_MESSAGES, field, "There may be " + MOST_MESSAGES + " messages at most.");
        return messages.stream()
                .map(message -> {
                    requireText(field, message.getText());
                    return new Message(author(field, message), message.getText());
                })
                .toList();
    }

    private static Author author(String field, dev.quern.protocol.llm.v1.Message message) {
        return switch (message.getAuthor()) {
            case AUTHOR_SYSTEM -> Author.SYSTEM;
            case AUTHOR_USER -> Author.USER;
            case AUTHOR_ASSISTANT -> Author.ASSISTANT;
            case AUTHOR_UNSPECIFIED, UNRECOGNIZED ->
                throw QuernException.invalid(field, "Every message in `" + field + "` needs an author.");
        };
    }

    private static void requireText(String field, String text) {
        require(!text.isBlank(), field, "`" + field + "` has an empty text.");
        require(
                text.length() <= LONGEST_TEXT,
                field,
                "`" + field + "` has a text of " + text.length() + " characters; " + LONGEST_TEXT + " are allowed.");
    }

    private static void require(boolean condition, String field, String sentence) {
        if (!condition) {
            throw QuernException.invalid(field, sentence);
        }
    }
}
