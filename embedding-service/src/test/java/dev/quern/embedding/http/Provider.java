package dev.quern.embedding.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.embedding.BatchShape;
import dev.quern.embedding.ProviderSettings;
import dev.quern.embedding.http.ScriptedServer.Exchange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Answers as each dialect's servers do, with numbers that depend on the text alone. */
public final class Provider {
    static final String KEY = "sk-very-secret-42";
    static final int DIMENSIONS = 16;
    static final BatchShape SHAPE = new BatchShape(8, 2048, false);

    private Provider() {}

    static ProviderSettings at(URI url) {
        return at(url, Duration.ofSeconds(30), OptionalInt.empty());
    }

    static ProviderSettings at(URI url, Duration timeout, OptionalInt dimensions) {
        return new ProviderSettings(
                "quern.embedding.models.ours.provider",
                url,
                "their-model",
                Optional.of(KEY),
                timeout,
                4,
                SHAPE,
                dimensions);
    }

    /** Not of unit length. */
    static float[] vector(String text) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = 3 * random.nextFloat() - 1;
        }
        return vector;
    }

    /** Higher the more of the query's words the passage has. */
    static float score(String query, String passage) {
        float score = 0;
        for (String word : query.toLowerCase(Locale.ROOT).split(" ", -1)) {
            score += passage.toLowerCase(Locale.ROOT).contains(word) ? 1 : 0;
        }
        return score;
    }

    /** In any order, as the index allows. */
    public static void openAi(Exchange exchange) throws IOException {
        List<JsonNode> items = new ArrayList<>();
        List<String> texts = texts(exchange, "input");
        for (int i = 0; i < texts.size(); i++) {
            ObjectNode item = Json.MAPPER.createObjectNode().put("object", "embedding");
            item.put("index", i).set("embedding", array(vector(texts.get(i))));
            items.add(item);
        }
        Collections.reverse(items);
        ObjectNode answer = Json.MAPPER.createObjectNode().put("object", "list");
        answer.putArray("data").addAll(items);
        answer.putObject("usage").put("prompt_tokens", 7);
        exchange.reply(200, answer.toString());
    }

    public static void ollama(Exchange exchange) throws IOException {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("model", "their-model");
        ArrayNode vectors = answer.put("total_duration", 14_143_917L).putArray("embeddings");
        texts(exchange, "input").forEach(text -> vectors.add(array(vector(text))));
        exchange.reply(200, answer.toString());
    }

    public static void tei(Exchange exchange) throws IOException {
        ArrayNode vectors = Json.MAPPER.createArrayNode();
        texts(exchange, "inputs").forEach(text -> vectors.add(array(vector(text))));
        exchange.reply(200, vectors.toString());
    }

    /** The best first. */
    public static void cohereRerank(Exchange exchange) throws IOException {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("id", "07734bd2");
        answer.putArray("results").addAll(ranked(exchange, "documents", "relevance_score"));
        exchange.reply(200, answer.toString());
    }

    /** The best first. */
    public static void teiRerank(Exchange exchange) throws IOException {
        exchange.reply(
                200,
                Json.MAPPER
                        .createArrayNode()
                        .addAll(ranked(exchange, "texts", "score"))
                        .toString());
    }

    private static List<JsonNode> ranked(Exchange exchange, String passages, String score) throws IOException {
        String query = exchange.request().json().get("query").asText();
        List<JsonNode> items = new ArrayList<>();
        List<String> texts = texts(exchange, passages);
        for (int i = 0; i < texts.size(); i++) {
            items.add(Json.MAPPER.createObjectNode().put("index", i).put(score, score(query, texts.get(i))));
        }
        items.sort((left, right) ->
                Double.compare(right.get(score).asDouble(), left.get(score).asDouble()));
        return items;
    }

    private static List<String> texts(Exchange exchange, String field) throws IOException {
        List<String> texts = new ArrayList<>();
        exchange.request().json().get(field).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static ArrayNode array(float[] vector) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (float component : vector) {
            array.add(component);
        }
        return array;
    }
}
