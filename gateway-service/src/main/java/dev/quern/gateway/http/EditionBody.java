package dev.quern.gateway.http;

import dev.quern.gateway.Edition;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A collection, and the version of it that was read. */
@Schema(name = "Edition")
public record EditionBody(String name, String version) {
    static List<EditionBody> of(List<Edition> editions) {
        return editions.stream()
                .map(edition -> new EditionBody(edition.collection(), edition.version()))
                .toList();
    }
}
