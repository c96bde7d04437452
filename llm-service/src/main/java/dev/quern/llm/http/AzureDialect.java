package dev.quern.llm.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.llm.ApiKey;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.Message;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** OpenAI's chat completions at Azure: the deployment is a part of the address, and the key has a header of its own. */
final class AzureDialect implements Dialect {
    private final OpenAiDialect chat;
    private final String deployment;
    private final String version;

    AzureDialect(String deployment, String version, OpenAiOptions options) {
        this.chat = new OpenAiDialect(deployment, options);
        this.deployment = encoded(deployment);
        this.version = "?api-version=" + encoded(version);
    }

    @Override
    public String path() {
        return "/openai/deployments/" + deployment + chat.path() + version;
    }

    @Override
    public String checkPath() {
        return "/openai/models" + version;
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        return Map.of("api-key", key.value());
    }

    @Override
    public String streamType() {
        return chat.streamType();
    }

    @Override
    public ObjectNode request(List<Message> conversation, GenerationOptions options) {
        return chat.request(conversation, options);
    }

    @Override
    public boolean read(String line, Answer answer, Events events) throws InterruptedException {
        return chat.read(line, answer, events);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
