package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Limits;
import dev.quern.gateway.TokenBudgets.Usage;
import dev.quern.gateway.TokenBudgets.Usage.Used;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a caller may use up, and what it has. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Usage")
public record UsageBody(
        @Schema(description = "Requests that the caller may make in a minute.")
        int requestsPerMinute,

        @Schema(description = "Tokens of language models, in and out, of today: midnight to midnight UTC.")
        Tokens tokens,

        @Schema(description = "Likewise, of all callers of the tenant; for those who administer it.") @Nullable Tokens tenantTokens,

        @Schema(description = "When all tokens are there again.")
        Instant resetsAt) {

    /** Of one budget. */
    @Schema(name = "TokenUsage")
    public record Tokens(
            @Schema(description = "Used up, with what is set aside for answers that are being made.")
            long used,

            long limit,
            long left) {
        static Tokens of(Used used) {
            return new Tokens(used.tokens(), used.limit(), used.left());
        }
    }

    static UsageBody of(Limits limits, Usage usage, boolean tenantToo) {
        return new UsageBody(
                limits.requestsPerMinute(),
                Tokens.of(usage.own()),
                tenantToo ? Tokens.of(usage.tenant()) : null,
                usage.reset());
    }
}
