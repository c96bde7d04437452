package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Caller;
import dev.quern.gateway.Limits;
import dev.quern.gateway.Visit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Somebody as Quern knows them. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Me")
public record MeBody(
        @Schema(required = true) String tenant,
        @Schema(required = true) String subject,

        @Schema(
                required = true,
                enumeration = {"api_key", "token", "local"},
                description = "How you said who you are.")
        String kind,

        @Schema(required = true) List<String> scopes,

        @Schema(required = true, description = "The one that this request has: the one it asks for, or your highest.")
        String priority,

        @Schema(required = true) LimitsBody limits) {

    /** What may be used up. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Limits")
    public record LimitsBody(int requestsPerMinute, long tokensPerDay) {
        static LimitsBody of(Limits limits) {
            return new LimitsBody(limits.requestsPerMinute(), limits.tokensPerDay());
        }
    }

    static MeBody of(Visit visit) {
        Caller caller = visit.caller();
        return new MeBody(
                caller.tenant(),
                caller.subject(),
                Words.of(caller.kind()),
                visit.call().principal().scopes().stream()
                        .sorted()
                        .map(Words::of)
                        .toList(),
                Words.of(visit.priority()),
                LimitsBody.of(caller.limits()));
    }
}
