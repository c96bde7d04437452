package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of each file of a batch, in the order in which they were sent. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Batch")
public record BatchBody(List<FileBody> documents, int accepted, int refused) {

    static BatchBody of(List<FileBody> files) {
        int refused = (int) files.stream().filter(file -> file.error() != null).count();
        return new BatchBody(files, files.size() - refused, refused);
    }

    /** A file: the document that was made of it, or the problem with it. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "BatchFile")
    public record FileBody(
            @Schema(description = "Its name as it was sent, without a path.")
            String file,

            @Nullable DocumentBody document,

            @Schema(description = "A problem document.") @Nullable Map<String, Object> error) {}
}
