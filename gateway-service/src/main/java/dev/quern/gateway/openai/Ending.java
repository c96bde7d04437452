package dev.quern.gateway.openai;

import dev.quern.gateway.Generated;
import java.util.Optional;

/**
 * How a reply ended.
 *
 * @param basis of an answer from documents
 */
record Ending(Generated.Finish finish, Generated.Tokens tokens, Optional<BasisBody> basis) {

    /** In OpenAI's words. */
    String reason() {
        return switch (finish) {
            case STOP, ABSTAINED, PASSAGES -> "stop";
            case LENGTH, BUDGET -> "length";
        };
    }
}
