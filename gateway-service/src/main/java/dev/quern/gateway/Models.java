package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.util.List;
import java.util.Optional;

/** The models that are configured, and how they are. */
public interface Models {

    Languages languages(Call call);

    Vectors vectors(Call call);

    /** @param routingEpoch changes whenever another model could be chosen for the same question */
    record Languages(List<Language> models, String routingEpoch, String promptVersion) {
        public Languages {
            models = List.copyOf(models);
        }
    }

    /**
     * A language model.
     *
     * @param backEnd what kind of model: {@code llama_cpp}, {@code extractive}, …
     * @param tier {@code small}, {@code balanced} or {@code large}; empty for what is no model
     * @param contextWindow in tokens; 0 when it is not known
     * @param trouble what is wrong; empty when it is available
     * @param priceIn per million tokens; 0: none is configured
     * @param concurrency generations at once
     * @param running how many there are now
     * @param roles that it serves
     */
    record Language(
            String name,
            String backEnd,
            String tier,
            int contextWindow,
            Optional<String> trouble,
            double priceIn,
            double priceOut,
            int concurrency,
            int running,
            List<String> roles) {
        public Language {
            roles = List.copyOf(roles);
        }

        /** Whether one can talk with it: picking out sentences of documents is no conversation. */
        public boolean converses() {
            return !backEnd.equals("extractive");
        }
    }

    record Vectors(List<Embedding> embedding, List<Reranking> reranking) {
        public Vectors {
            embedding = List.copyOf(embedding);
            reranking = List.copyOf(reranking);
        }
    }

    /**
     * A model that makes vectors of texts.
     *
     * @param version changes whenever the same text could get another vector
     * @param maxTokens 0 when it is not known
     * @param maxBatch texts at once
     */
    record Embedding(
            String name,
            String version,
            int dimensions,
            int maxTokens,
            int maxBatch,
            boolean isDefault,
            Readiness readiness) {}

    /** A model that scores passages against a query. */
    record Reranking(
            String name, String version, int maxTokens, int maxBatch, boolean isDefault, Readiness readiness) {}

    /**
     * @param state {@code ready}, {@code loading} or {@code unavailable}
     * @param trouble what is wrong; empty when it is ready
     */
    record Readiness(String state, Optional<String> trouble) {}
}
