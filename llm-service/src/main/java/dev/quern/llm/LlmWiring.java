package dev.quern.llm;

import dev.quern.protocol.EnvironmentNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Puts the service together from what is configured. */
@ApplicationScoped
class LlmWiring {
    private static final Logger LOG = Logger.getLogger(LlmWiring.class);

    @Produces
    @Singleton
    ServedModels models(LlmConfig config, MeterRegistry registry) {
        ServedModels models = models(config, System.getenv(), LlmWiring::giveUp);
        models.all()
                .forEach(model -> Gauge.builder(
                                "quern.llm.model.available",
                                model,
                                served -> served.trouble().isEmpty() ? 1 : 0)
                        .description("Whether a model can be asked now")
                        .tag("model", model.profile().name())
                        .register(registry));
        return models;
    }

    @Produces
    @Singleton
    TextGenerator generator(
            LlmConfig config, ServedModels models, SentenceSimilarity similarity, MeterRegistry registry) {
        return RoutingWiring.generator(config, models.all(), similarity, registry);
    }

    /** Makes everything at start-up, so that settings that make no sense stop it. */
    void start(@Observes StartupEvent event, ServedModels models, TextGenerator generator) {
        LOG.debugf("routing epoch %s", generator.describe().routingEpoch());
        if (models.all().isEmpty()) {
            LOG.info("answers are the documents' own sentences: no language model is configured");
        }
        models.all()
                .forEach(model -> LOG.infof(
                        "the model %s (%s) serves %s",
                        model.profile().name(),
                        model.profile().backEnd().label(),
                        model.profile().roles()));
        models.start();
    }

    void stop(@Disposes ServedModels models) {
        models.close();
    }

    /** @param notLoaded is told when a model in this process turns out to be of no use */
    static ServedModels models(
            LlmConfig config, Map<String, String> environment, Consumer<RuntimeException> notLoaded) {
        requirePlausible(config);
        EnvironmentNames.check(environment, "quern.llm.models", config.models().keySet());
        List<GuardedModel> models = new ArrayList<>();
        try {
            new TreeMap<>(config.models()).forEach((name, model) -> {
                if (model.enabled()) {
                    models.add(new ModelWiring(name, model, notLoaded).guarded(config.guard()));
                }
            });
            requireDefault(config, models);
        } catch (RuntimeException e) {
            models.forEach(GuardedModel::close);
            throw e;
        }
        List<ModelWatch> watches = models.stream()
                .filter(model -> model.profile().backEnd() != BackEnd.LLAMA_CPP)
                .map(model -> new ModelWatch(model, config.guard().checkInterval()))
                .toList();
        return new ServedModels(models, watches);
    }

    private static void giveUp(RuntimeException failure) {
        LOG.error(failure.getMessage(), failure);
        Quarkus.asyncExit(1);
    }

    private static void requireDefault(LlmConfig config, List<GuardedModel> models) {
        config.defaultModel()
                .ifPresent(name -> require(
                        name.equals(Router.EXTRACTIVE)
                                || models.stream()
                                        .anyMatch(
                                                model -> model.profile().name().equals(name)),
                        "default-model is " + name + ", and quern.llm.models has no enabled model of this name"));
    }

    private static void requirePlausible(LlmConfig config) {
        require(config.guard().failures() >= 1, "guard.failures has to be 1 or more");
        requirePositive(config.guard().pause(), "guard.pause");
        requirePositive(config.guard().checkInterval(), "guard.check-interval");
    }

    private static void requirePositive(Duration time, String key) {
        require(time.isPositive(), key + " has to be longer than nothing");
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException("quern.llm." + sentence + ".");
        }
    }
}
