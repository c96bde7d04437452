package dev.quern.embedding.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why a server refuses, in its own words: for the log alone. Only the sentence meant for people is taken, since some
 * servers send back all that they were sent.
 */
final class ServerMessage {
    private static final int LONGEST = 300;

    /** How OpenAI, vLLM, llama.cpp, Ollama, Text Embeddings Inference, Cohere and Jina say it. */
    private static final Pattern TOO_LONG = Pattern.compile(
            "\\b(input|text|prompt|document|passage|sequence)s?\\b.{0,80}\\btoo (long|large)\\b"
                    + "|\\bcontext (length|size|window)\\b"
                    + "|\\bmaximum (input|sequence) length\\b"
                    + "|\\bmust have (less|fewer) than \\d+ (tokens|characters)\\b"
                    + "|\\bexceed\\w* .{0,80}\\b(tokens?|length)\\b",
            Pattern.CASE_INSENSITIVE);

    private final String text;

    private ServerMessage(String text) {
        this.text = text;
    }

    /** @param secret what must not be shown, should the server repeat it */
    static ServerMessage of(byte[] body, Optional<String> secret) {
        String said = sentence(body);
        String safe = secret.map(key -> said.replace(key, "***"))
                .orElse(said)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return new ServerMessage(safe.length() > LONGEST ? safe.substring(0, LONGEST) + "..." : safe);
    }

    boolean saysTooLong() {
        return TOO_LONG.matcher(text).find();
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "(no reason given)" : text;
    }

    private static String sentence(byte[] body) {
        try {
            return sentence(Json.MAPPER.readTree(body));
        } catch (IOException e) {
            return new String(body, 0, Math.min(body.length, 2 * LONGEST), StandardCharsets.UTF_8);
        }
    }

    private static String sentence(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        }
        List<String> sentences = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> sentences.add(sentence(element)));
        } else if (node.isObject()) {
            for (String name : List.of("error", "message", "detail", "msg")) {
                sentences.add(sentence(node.path(name)));
            }
        }
        sentences.removeIf(String::isEmpty);
        return String.join("; ", sentences);
    }
}
