package dev.quern.llm.http;

import dev.quern.llm.BackEnd;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.LanguageModel;
import dev.quern.llm.Message;
import dev.quern.llm.ModelFailures;
import dev.quern.llm.ModelOutcome;
import dev.quern.llm.Patience;
import dev.quern.llm.TokenEstimate;
import dev.quern.llm.TokenSink;
import dev.quern.protocol.Call;
import java.util.List;
import java.util.Optional;

/** A model behind a server, in whichever dialect that speaks. */
public final class HttpModel implements LanguageModel {
    private final HttpModelSettings settings;
    private final Dialect dialect;
    private final Events events;
    private final ModelServer server;

    private HttpModel(HttpModelSettings settings, Dialect dialect) {
        this.settings = settings;
        this.dialect = dialect;
        ModelFailures failures = ModelFailures.of(settings.backEnd(), settings.name());
        this.events = new Events(failures, new Refusals(failures, settings.apiKey()));
        this.server = new ModelServer(settings, dialect, events);
    }

    public static HttpModel openAi(HttpModelSettings settings, OpenAiOptions options) {
        return new HttpModel(settings, new OpenAiDialect(settings.id(), options));
    }

    /** @param apiVersion as Azure dates it */
    public static HttpModel azure(HttpModelSettings settings, String apiVersion, OpenAiOptions options) {
        return new HttpModel(settings, new AzureDialect(settings.id(), apiVersion, options));
    }

    /** @param keepAlive how long the server keeps the model in memory, as Ollama writes it */
    public static HttpModel ollama(HttpModelSettings settings, Optional<String> keepAlive) {
        return new HttpModel(settings, new OllamaDialect(settings.id(), settings.contextWindow(), keepAlive));
    }

    public static HttpModel anthropic(HttpModelSettings settings, boolean sendTemperature) {
        return new HttpModel(settings, new AnthropicDialect(settings.id(), sendTemperature));
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public BackEnd backEnd() {
        return settings.backEnd();
    }

    @Override
    public String fingerprint() {
        return settings.address() + dialect.path() + " " + settings.id();
    }

    @Override
    public int countTokens(String text) {
        return TokenEstimate.of(text);
    }

    @Override
    public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
            throws InterruptedException {
        Patience patience = new Patience(events.failures(), settings.limits(), options.firstTokenBy());
        Answer answer = new Answer(sink, patience, events.refusals());
        byte[] request = Json.bytes(dialect.request(conversation, options));
        try (ResponseLines lines = server.complete(call, request, patience)) {
            boolean open = true;
            while (open) {
                Optional<String> line = lines.next(call, patience);
                open = line.isPresent() && dialect.read(line.get(), answer, events);
            }
        }
        return answer.outcome(conversation.stream()
                .mapToInt(message -> countTokens(message.text()))
                .sum());
    }

    @Override
    public void check() {
        server.check();
    }

    @Override
    public void close() {
        server.close();
    }
}
