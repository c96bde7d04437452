package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.llm.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Why a server refuses, in its own words: only the sentence meant for people is taken, since some servers send back all
 * that they were sent, and nothing that could be a key.
 */
final class ServerMessage {
    private static final int LONGEST = 300;
    private static final int DEEPEST = 4;

    /** How OpenAI, Azure, vLLM, llama.cpp, Ollama and Anthropic say it. */
    private static final Pattern TOO_LONG = Pattern.compile(
            "\\b(input|text|prompt|request)\\b.{0,80}\\b(too (long|large)|exceed\\w*)\\b"
                    + "|\\b(maximum|available) context (length|size|window)\\b"
                    + "|\\bcontext_length_exceeded\\b|\\bexceed_context_size",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FILTERED =
            Pattern.compile("content_filter|content management policy|content_policy", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPENT = Pattern.compile("insufficient_quota|billing_error", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY =
            Pattern.compile("\\b(sk|key|pk|bearer)[-_ ][\\w*.-]{6,}", Pattern.CASE_INSENSITIVE);

    private final String text;

    private ServerMessage(String text) {
        this.text = text;
    }

    static ServerMessage of(byte[] body, Optional<ApiKey> secret) {
        String said = new String(body, StandardCharsets.UTF_8);
        return Json.read(said)
                .map(node -> of(node, secret))
                // A page is for browsers, and what is no JSON may be cut.
                .orElseGet(() -> new ServerMessage(said.contains("<") ? "" : clean(said, secret)));
    }

    static ServerMessage of(JsonNode node, Optional<ApiKey> secret) {
        Set<String> sentences = new LinkedHashSet<>();
        collect(node, sentences, 0);
        return new ServerMessage(clean(String.join("; ", sentences), secret));
    }

    boolean saysTooLong() {
        return TOO_LONG.matcher(text).find();
    }

    boolean saysFiltered() {
        return FILTERED.matcher(text).find();
    }

    boolean saysQuotaSpent() {
        return SPENT.matcher(text).find();
    }

    /** To end a sentence with: {@code : reason}, or just a full stop. */
    @Override
    public String toString() {
        return text.isEmpty() ? "." : ": " + text;
    }

    private static String clean(String said, Optional<ApiKey> secret) {
        String safe = KEY.matcher(
                        secret.map(key -> said.replace(key.value(), "***")).orElse(said))
                .replaceAll("***")
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return safe.length() > LONGEST ? safe.substring(0, LONGEST) + "..." : safe;
    }

    private static void collect(JsonNode node, Set<String> sentences, int depth) {
        if (node.isTextual()) {
            sentences.add(node.asText());
        } else if (node.isArray() && depth < DEEPEST) {
            node.forEach(element -> collect(element, sentences, depth + 1));
        } else if (node.isObject() && depth < DEEPEST) {
            List.of("error", "message", "detail", "msg", "code", "type")
                    .forEach(name -> collect(node.path(name), sentences, depth + 1));
        }
    }
}
