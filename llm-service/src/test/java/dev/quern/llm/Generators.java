package dev.quern.llm;

import dev.quern.protocol.Call;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Generators as tests make them. */
public final class Generators {
    private Generators() {}

    public static TextGenerator of(ServedModel... models) {
        return of(new SimpleMeterRegistry(), Map.of(), List.of(models));
    }

    static TextGenerator of(MeterRegistry registry, Map<String, String> settings, List<ServedModel> models) {
        return RoutingWiring.generator(config(settings), models, (call, sentence, others) -> List.of(), registry);
    }

    static LlmConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LlmConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(LlmConfig.class);
    }

    /** What a generation said. */
    record Said(GenerationEvent.Started started, String text, GenerationEvent.Completed completed) {}

    static Said said(TextGenerator generator, Requested request) throws InterruptedException {
        return said(generator, request, Calls.patient());
    }

    static Said said(TextGenerator generator, Requested request, Call call) throws InterruptedException {
        List<GenerationEvent> events = new ArrayList<>();
        generator.generate(call, request.build(), events::add);
        StringBuilder text = new StringBuilder();
        events.subList(1, events.size() - 1).forEach(event -> text.append(((GenerationEvent.Delta) event).text()));
        return new Said((GenerationEvent.Started) events.getFirst(), text.toString(), (GenerationEvent.Completed)
                events.getLast());
    }
}
