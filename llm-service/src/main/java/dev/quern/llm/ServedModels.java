package dev.quern.llm;

import java.util.List;

/** The configured models, in the order of their names, with what watches over them. */
public final class ServedModels implements AutoCloseable {
    private final List<ServedModel> models;
    private final List<ModelWatch> watches;

    ServedModels(List<? extends ServedModel> models, List<ModelWatch> watches) {
        this.models = List.copyOf(models);
        this.watches = List.copyOf(watches);
    }

    public List<ServedModel> all() {
        return models;
    }

    void start() {
        watches.forEach(ModelWatch::start);
    }

    @Override
    public void close() {
        watches.forEach(ModelWatch::close);
        models.forEach(ServedModel::close);
    }
}
