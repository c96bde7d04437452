package dev.quern.embedding;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The models of one kind, by name. */
final class ServedModels<M extends BatchModel<?, ?>> {
    private final String kind;
    private final Map<String, ServedModel<M>> models = new TreeMap<>();
    private final Optional<String> defaultName;

    /** @param kind what these are, for a person */
    ServedModels(String kind, List<ServedModel<M>> models, Optional<String> defaultName) {
        this.kind = kind;
        models.forEach(model -> this.models.put(model.name(), model));
        this.defaultName = defaultName;
    }

    /** @param name as it is configured; empty for the default */
    ServedModel<M> named(String name) {
        if (models.isEmpty()) {
            throw new QuernException(ErrorCode.NOT_IMPLEMENTED, "No " + kind + " is configured.");
        }
        Optional<String> wanted = name.isEmpty() ? defaultName : Optional.of(name);
        return wanted.map(models::get)
                .orElseThrow(() -> QuernException.invalid(
                        "model",
                        (name.isEmpty() ? "Name a " + kind : "There is no " + kind + " of this name") + ": there is "
                                + names() + "."));
    }

    void start() {
        models.values().forEach(model -> model.loading().start());
    }

    void close() {
        models.values().forEach(model -> model.loading().close());
    }

    boolean isDefault(String name) {
        return defaultName.equals(Optional.of(name));
    }

    List<ModelStatus> statuses() {
        return models.values().stream().map(model -> model.loading().status()).toList();
    }

    /** What keeps this process from being ready. */
    List<ModelStatus> missing() {
        return models.values().stream()
                .filter(ServedModel::local)
                .map(model -> model.loading().status())
                .filter(status -> status.state() != ModelStatus.State.READY)
                .toList();
    }

    private String names() {
        return models.keySet().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
