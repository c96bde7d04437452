package dev.quern.gateway.openai;

import dev.quern.gateway.Catalogue;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.KnownModels;
import dev.quern.gateway.Models;
import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Whatever a caller can name as a model. */
@ApplicationScoped
public class NamedModels {
    /** More collections than this are not listed, and answer all the same. */
    private static final int MOST_PAGES = 10;

    private final KnownModels models;
    private final Catalogue catalogue;
    private final GatewayConfig config;

    public NamedModels(KnownModels models, Catalogue catalogue, GatewayConfig config) {
        this.models = models;
        this.catalogue = catalogue;
        this.config = config;
    }

    /**
     * @param created in seconds since 1970; 0 of what was not made by a caller
     * @param owner what kind of back end a language model has; {@code quern} for all others
     */
    record Named(String name, String kind, long created, String owner) {}

    List<Named> all(Call call) {
        List<Named> all = new ArrayList<>(collections(call));
        models.languages(call).models().stream()
                .filter(Models.Language::converses)
                .forEach(model -> all.add(new Named(model.name(), "language", 0, model.backEnd())));
        Models.Vectors vectors = models.vectors(call);
        vectors.embedding().forEach(model -> all.add(new Named(model.name(), "embedding", 0, Completions.QUERN)));
        vectors.reranking().forEach(model -> all.add(new Named(model.name(), "reranking", 0, Completions.QUERN)));
        return all;
    }

    Named named(Call call, String name) {
        if (name.equals(Completions.QUERN)) {
            Named usual = named(call, Completions.modelOf(config.collection()));
            return new Named(name, usual.kind(), usual.created(), usual.owner());
        }
        String prefix = Completions.modelOf("");
        if (name.startsWith(prefix)) {
            try {
                return named(catalogue.get(call, name.substring(prefix.length())));
            } catch (QuernException failure) {
                throw Fields.asAsked(failure);
            }
        }
        return all(call).stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> QuernException.notFound("model", "There is no model of this name."));
    }

    private List<Named> collections(Call call) {
        List<Named> collections = new ArrayList<>();
        String token = "";
        for (int i = 0; i < MOST_PAGES; i++) {
            Page<Catalogue.Collection> page = catalogue.list(call, new PageRequest(PageRequest.MOST, token));
            page.items().forEach(collection -> collections.add(named(collection)));
            token = page.next();
            if (token.isEmpty()) {
                break;
            }
        }
        return collections;
    }

    private static Named named(Catalogue.Collection collection) {
        return new Named(
                Completions.modelOf(collection.name()),
                "collection",
                collection.createdAt().getEpochSecond(),
                Completions.QUERN);
    }
}
