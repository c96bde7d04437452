package dev.quern.llm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.llm.BackEnd;
import dev.quern.llm.GenerationOptions;
import dev.quern.protocol.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AzureModelTest extends OpenAiModelContract {

    @Override
    Pattern lengthField() {
        return Pattern.compile("\"max_completion_tokens\":(\\d+)");
    }

    @Override
    HttpModel model(HttpModelSettings settings) {
        return HttpModel.azure(settings, "2024-10-21", new OpenAiOptions("max_completion_tokens", false));
    }

    @Override
    BackEnd backEnd() {
        return BackEnd.AZURE;
    }

    @Test
    void asksTheWayAzureExpects() throws InterruptedException {
        ScriptedServer.Request request = ask(new GenerationOptions(0.5, 7, List.of()));

        assertThat(request.line())
                .isEqualTo("POST /openai/deployments/tiny/chat/completions?api-version=2024-10-21 HTTP/1.1");
        assertThat(request.headers()).contains("api-key: " + SECRET);
        assertThat(request.body()).contains("\"max_completion_tokens\":7").doesNotContain("temperature", "\"stop\"");
    }

    @Test
    void saysThatAFilterDoesNotLetThePromptThrough() {
        script(exchange -> exchange.reply(
                "400 Bad Request",
                "application/json",
                "{\"error\":{\"code\":\"content_filter\",\"message\":\"The response was filtered.\"}}"));

        assertFailure(ErrorCode.UNPROCESSABLE, "content filter");
    }
}
