package dev.quern.embedding.http;

import dev.quern.protocol.Deadline;
import java.util.Optional;

/** Which model a Text Embeddings Inference server has, as it says itself. */
final class TeiInfo {
    private TeiInfo() {}

    /** Tells models apart; empty where the server does not say which it has. */
    static String of(ModelServer server, Deadline deadline) throws InterruptedException {
        Optional<String> model = server.look("/info", deadline, answer -> {
            var info = Json.MAPPER.readTree(answer);
            return info.path("model_id").asText() + "@" + info.path("model_sha").asText();
        });
        return model.orElse("");
    }
}
