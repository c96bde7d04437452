package dev.quern.gateway.openai;

import dev.quern.protocol.QuernException;
import java.util.Optional;

/**
 * What a message says.
 *
 * @param foreign the type of a part that is no text, which is more than can be read
 */
record Content(String text, Optional<String> foreign) {

    boolean isBlank() {
        return foreign.isEmpty() && text.isBlank();
    }

    String text(String field) {
        foreign.ifPresent(type -> {
            throw QuernException.invalid(
                    field, "Parts of the type `" + type + "` are not supported: a message is text.");
        });
        return text;
    }
}
