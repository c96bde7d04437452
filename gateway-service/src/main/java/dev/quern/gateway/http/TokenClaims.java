package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.gateway.Account;
import dev.quern.gateway.Caller;
import dev.quern.gateway.Limits;
import dev.quern.gateway.TokensConfig;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Names;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What the claims of a valid token mean here. */
final class TokenClaims {
    private static final int LONGEST_SUBJECT = 255;
    private static final Map<String, Set<Scope>> USUAL_ROLES = Map.of(
            "quern-ask", Set.of(Scope.ASK), "quern-ingest", Set.of(Scope.INGEST), "quern-admin", Set.of(Scope.ADMIN));

    private final TokensConfig config;
    private final Map<String, Set<Scope>> roles;

    TokenClaims(TokensConfig config) {
        this.config = config;
        this.roles = config.roles().isEmpty() ? USUAL_ROLES : Map.copyOf(config.roles());
        roles.forEach((role, scopes) -> {
            if (scopes.contains(Scope.SERVICE)) {
                throw new IllegalArgumentException(
                        "quern.gateway.tokens.roles." + role + " has `service`, which only Quern's own services have");
            }
        });
        config.tenant().ifPresent(tenant -> {
            if (!Names.isTenant(tenant)) {
                throw new IllegalArgumentException("quern.gateway.tokens.tenant is not the name of a tenant: letters, "
                        + "digits, - and _, at most 64");
            }
        });
    }

    Account account(JsonNode token, Limits usual) {
        return new Account(
                tenant(token),
                "user:" + subject(token),
                Caller.Kind.TOKEN,
                scopes(token),
                priority(token),
                new Limits(
                        (int) number(token, config.requestsPerMinuteClaim(), Integer.MAX_VALUE)
                                .orElse((long) usual.requestsPerMinute())
                                .longValue(),
                        number(token, config.tokensPerDayClaim(), Long.MAX_VALUE)
                                .orElse(usual.tokensPerDay())));
    }

    private String tenant(JsonNode token) {
        return config.tenant().orElseGet(() -> {
            String claimed = text(at(token, config.tenantClaim()));
            if (!Names.isTenant(claimed)) {
                throw new QuernException(
                        ErrorCode.PERMISSION_DENIED,
                        "This token names no tenant in its claim `" + config.tenantClaim() + "`.");
            }
            return claimed;
        });
    }

    private static String subject(JsonNode token) {
        String subject = text(token.path("sub"));
        if (subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            throw new QuernException(ErrorCode.UNAUTHENTICATED, "This token says of nobody whose it is.");
        }
        return subject;
    }

    private Set<Scope> scopes(JsonNode token) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        words(at(token, config.rolesClaim())).stream()
                .map(role -> roles.getOrDefault(role, Set.of()))
                .forEach(scopes::addAll);
        return scopes;
    }

    /** A claim that says nothing, or nothing that can be understood, gives what is usual. */
    private Priority priority(JsonNode token) {
        String word =
                config.priorityClaim().map(claim -> text(at(token, claim))).orElse("");
        return Arrays.stream(Priority.values())
                .filter(priority -> Words.of(priority).equals(word))
                .findFirst()
                .orElse(config.priority());
    }

    private static Optional<Long> number(JsonNode token, Optional<String> claim, long most) {
        return claim.map(name -> at(token, name))
                .filter(JsonNode::canConvertToLong)
                .map(JsonNode::longValue)
                .filter(number -> number >= 1 && number <= most);
    }

    /** Empty for what is no text: neither a number nor `true` is the name of anything. */
    private static String text(JsonNode claim) {
        return claim.isTextual() ? claim.textValue() : "";
    }

    private static Collection<String> words(JsonNode claim) {
        return claim.isArray()
                ? StreamSupport.stream(claim.spliterator(), false)
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .toList()
                : claim.isTextual() ? List.of(claim.textValue().split(" ", -1)) : List.of();
    }

    /** A claim that is there by its whole name comes first: names such as {@code https://quern.example/roles} have slashes too. */
    private static JsonNode at(JsonNode token, String claim) {
        JsonNode whole = token.path(claim);
        if (!whole.isMissingNode()) {
            return whole;
        }
        JsonNode found = token;
        for (String step : claim.split("/", -1)) {
            found = found.path(step);
        }
        return found;
    }
}
