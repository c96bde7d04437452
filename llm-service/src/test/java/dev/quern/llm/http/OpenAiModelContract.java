package dev.quern.llm.http;

import java.io.IOException;

/** What speaks OpenAI's chat completions. */
abstract class OpenAiModelContract extends HttpModelContract {

    @Override
    String streamType() {
        return "text/event-stream";
    }

    @Override
    String checked() {
        return "{\"object\":\"list\",\"data\":[]}";
    }

    @Override
    void begin(ScriptedServer.Exchange exchange) throws IOException {
        exchange.send(": ping\n\n");
        exchange.event("{\"choices\":[],\"prompt_filter_results\":[]}");
        exchange.event("{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null},"
                + "\"finish_reason\":null}],\"usage\":null}");
    }

    @Override
    String token(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    @Override
    void end(ScriptedServer.Exchange exchange, boolean length, int tokens) throws IOException {
        exchange.event(finish(length ? "length" : "stop"));
        exchange.event("{\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":" + tokens + "}}");
        exchange.event("[DONE]");
    }

    @Override
    String failureInStream(String message) {
        return "data: {\"error\":{\"message\":\"" + message + "\",\"code\":500}}\n\n";
    }

    @Override
    String ending(String reason) {
        return "data: " + finish(reason) + "\n\ndata: [DONE]\n\n";
    }

    @Override
    String filteredReason() {
        return "content_filter";
    }

    @Override
    String toolReason() {
        return "tool_calls";
    }

    static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
    }
}
