package dev.quern.gateway.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Page;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collections as a tool gives them, by name. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListedCollections(
        List<Listed> collections,

        @JsonPropertyDescription("For `page_token`; absent when there are no more.") @Nullable String nextPageToken) {

    static ListedCollections of(Page<Catalogue.Collection> page) {
        return new ListedCollections(
                page.items().stream()
                        .map(collection -> new Listed(collection.name(), collection.documents(), collection.passages()))
                        .toList(),
                page.next().isEmpty() ? null : page.next());
    }

    String text() {
        return collections.isEmpty()
                ? "There are no collections."
                : collections.stream()
                        .map(listed -> listed.name() + ": " + listed.documents() + " documents")
                        .collect(Collectors.joining("\n"));
    }

    /** One of them. */
    public record Listed(String name, long documents, long passages) {}
}
