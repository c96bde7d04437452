package dev.quern.llm;

import java.util.Optional;

/**
 * A configured model.
 *
 * @param trouble why it cannot be used now
 * @param running generations under way
 */
public record ModelDescription(ModelProfile profile, Optional<String> trouble, int running) {
    static ModelDescription of(RoutedModel model) {
        return new ModelDescription(
                model.profile(), model.trouble(), model.slots().running());
    }
}
