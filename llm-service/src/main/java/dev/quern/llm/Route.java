package dev.quern.llm;

import java.util.List;

/**
 * The models that may answer a request, best first, of which the first is its choice whatever their state.
 *
 * @param models empty: no model, but the documents' own sentences
 * @param reason why the first, as part of a sentence
 * @param mayFallBack whether anything but the first may answer
 */
record Route(List<RoutedModel> models, RouteKind kind, String reason, boolean mayFallBack) {
    Route {
        models = List.copyOf(models);
    }
}
