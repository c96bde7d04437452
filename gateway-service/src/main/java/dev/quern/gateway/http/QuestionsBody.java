package dev.quern.gateway.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.gateway.Question;
import dev.quern.protocol.QuernException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Several questions as they are sent. */
@Schema(name = "Questions")
public record QuestionsBody(
        @Schema(
                required = true,
                type = SchemaType.ARRAY,
                minItems = 1,
                maxItems = QuestionsBody.MOST,
                implementation = QuestionBody.class,
                description = "Questions, each with an optional `id` of up to 128 characters that its answer gets too.")
        @Nullable List<@Nullable JsonNode> questions) {
    static final int MOST = 100;
    private static final String ID = "id";
    private static final int LONGEST_ID = 128;

    /** As many as are possible. */
    List<@Nullable JsonNode> checked() {
        if (questions == null || questions.isEmpty() || questions.size() > MOST) {
            throw QuernException.invalid("questions", "`questions` has 1 to " + MOST + " questions.");
        }
        return questions;
    }

    /** What the sender calls it; nothing when that is not a text. */
    static @Nullable String id(@Nullable JsonNode question) {
        JsonNode id = question == null ? null : question.get(ID);
        return id != null && id.isTextual() && id.textValue().length() <= LONGEST_ID ? id.textValue() : null;
    }

    static Question question(@Nullable JsonNode sent, String defaultCollection) {
        if (!(sent instanceof ObjectNode object)) {
            throw QuernException.invalid("questions", "A question is a JSON object with a `query`.");
        }
        if (object.has(ID) && id(object) == null) {
            throw QuernException.invalid(ID, "`id` is a text of up to " + LONGEST_ID + " characters.");
        }
        ObjectNode question = object.deepCopy();
        question.remove(ID);
        try {
            return StrictJson.read(question, QuestionBody.class).question(defaultCollection);
        } catch (JacksonException notAQuestion) {
            throw Failures.badJson(notAQuestion);
        }
    }
}
