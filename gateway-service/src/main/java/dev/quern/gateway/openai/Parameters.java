package dev.quern.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.protocol.QuernException;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Fields of a chat completion that Quern has no use for. Labels are passed over; what would change the reply is refused,
 * unless its value is the one that changes nothing.
 */
final class Parameters {
    static final String NO_TOOLS = "Tools are not supported: a model has none to call here.";

    private static final Set<String> LABELS =
            Set.of("user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "metadata");

    private static final Set<String> TOOLS =
            Set.of("tools", "tool_choice", "parallel_tool_calls", "functions", "function_call");

    private static final Map<String, Predicate<JsonNode>> NEUTRAL = Map.ofEntries(
            Map.entry("n", is(1)),
            Map.entry("top_p", is(1)),
            Map.entry("presence_penalty", is(0)),
            Map.entry("frequency_penalty", is(0)),
            Map.entry("top_logprobs", is(0)),
            Map.entry("logprobs", Parameters::isNo),
            Map.entry("store", Parameters::isNo),
            Map.entry("tool_choice", isWord("none", "auto")),
            Map.entry("function_call", isWord("none", "auto")),
            Map.entry("parallel_tool_calls", JsonNode::isBoolean),
            Map.entry("service_tier", isWord("auto", "default")),
            Map.entry(
                    "modalities",
                    value -> value.size() == 1 && value.path(0).asText().equals("text")),
            Map.entry("response_format", value -> value.path("type").asText().equals("text")));

    private static final Set<String> KNOWN =
            Set.of("seed", "logit_bias", "reasoning_effort", "verbosity", "audio", "prediction", "web_search_options");

    private Parameters() {}

    static void refuseUnsupported(Map<String, JsonNode> fields) {
        fields.forEach((name, value) -> {
            boolean harmless = saysNothing(value)
                    || LABELS.contains(name)
                    || NEUTRAL.getOrDefault(name, other -> false).test(value);
            if (!harmless) {
                throw QuernException.invalid(name, why(name));
            }
        });
    }

    /** Null and empty values ask for nothing. */
    static boolean saysNothing(JsonNode value) {
        return value.isNull() || (value.isContainerNode() && value.isEmpty());
    }

    private static String why(String name) {
        if (TOOLS.contains(name)) {
            return NO_TOOLS;
        }
        return NEUTRAL.containsKey(name) || KNOWN.contains(name)
                ? "`" + name + "` is not supported with this value: leave it out."
                : "There is no field `" + name + "` here.";
    }

    private static Predicate<JsonNode> is(int number) {
        return value -> value.isNumber() && value.doubleValue() == number;
    }

    private static boolean isNo(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }

    private static Predicate<JsonNode> isWord(String... words) {
        Set<String> possible = Set.of(words);
        return value -> value.isTextual() && possible.contains(value.textValue());
    }
}
