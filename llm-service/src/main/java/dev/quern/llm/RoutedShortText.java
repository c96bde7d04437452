package dev.quern.llm;

import dev.quern.llm.GenerationEvent.Completed;
import dev.quern.llm.GenerationEvent.Delta;
import dev.quern.llm.GenerationEvent.Spent;
import dev.quern.llm.GenerationEvent.Started;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Short texts over the same routes and bulkheads as everybody's: the simplest of requests, always the most likely words. */
final class RoutedShortText implements ShortText {
    private final TextGenerator generator;

    RoutedShortText(TextGenerator generator) {
        this.generator = generator;
    }

    @Override
    public boolean serves(Role role) {
        return generator.serves(role);
    }

    @Override
    public Optional<Text> write(Call call, Role role, List<Message> conversation, int maxTokens)
            throws InterruptedException {
        if (!serves(role)) {
            return Optional.empty();
        }
        Generation request = new Generation(
                role,
                "",
                0,
                new Prompt.Chat(conversation),
                OptionalDouble.of(0),
                maxTokens,
                List.of(),
                0,
                Urgency.NORMAL);
        Collected collected = new Collected();
        try {
            generator.generate(call, request, collected::accept);
        } catch (QuernException e) {
            call.ensureWanted();
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return Optional.empty();
        }
        return Optional.of(collected.text());
    }

    private static final class Collected {
        private final StringBuilder text = new StringBuilder();
        private String model = "";
        private Spent spent = Spent.NOTHING;

        void accept(GenerationEvent event) {
            switch (event) {
                case Started started -> model = started.model();
                case Delta delta -> text.append(delta.text());
                case Completed completed -> spent = completed.spent();
            }
        }

        Text text() {
            return new Text(text.toString(), model, spent.promptTokens(), spent.completionTokens(), spent.cost());
        }
    }
}
