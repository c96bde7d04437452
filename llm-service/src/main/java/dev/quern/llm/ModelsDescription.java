package dev.quern.llm;

import java.util.List;

/** @param models none: answers are the documents' own sentences */
public record ModelsDescription(List<ModelDescription> models, String routingEpoch, String promptVersion) {
    public ModelsDescription {
        models = List.copyOf(models);
    }
}
