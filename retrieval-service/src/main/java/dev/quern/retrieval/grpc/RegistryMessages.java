package dev.quern.retrieval.grpc;

import com.google.protobuf.Timestamp;
import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.IdentityMessages;
import dev.quern.protocol.registry.v1.ApiKey;
import dev.quern.protocol.registry.v1.Conversation;
import dev.quern.protocol.registry.v1.Turn;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys and conversations as messages and back. */
final class RegistryMessages {
    private RegistryMessages() {}

    /** What a caller says of a key; whatever is not theirs to say is left out. */
    static dev.quern.retrieval.registry.ApiKey wanted(ApiKey message) {
        Set<Scope> scopes =
                message.getScopesList().stream().map(RegistryMessages::scope).collect(Collectors.toSet());
        return new dev.quern.retrieval.registry.ApiKey(
                message.getKeyId(),
                message.getName(),
                message.getTenant(),
                scopes,
                priority(message.getPriority()),
                message.getRequestsPerMinute(),
                message.getTokensPerDay(),
                Instant.EPOCH,
                message.hasExpiresAt() ? Optional.of(instant("expires_at", message.getExpiresAt())) : Optional.empty(),
                false,
                "");
    }

    static ApiKey apiKey(dev.quern.retrieval.registry.ApiKey key) {
        ApiKey.Builder message = ApiKey.newBuilder()
                .setKeyId(key.id())
                .setName(key.name())
                .setTenant(key.tenant())
                .setPriority(IdentityMessages.encode(key.priority()))
                .setRequestsPerMinute(key.requestsPerMinute())
                .setTokensPerDay(key.tokensPerDay())
                .setCreatedAt(Messages.timestamp(key.createdAt()))
                .setRevoked(key.revoked())
                .setCreatedBy(key.createdBy());
        key.scopes().stream().sorted().map(IdentityMessages::encode).forEach(message::addScopes);
        key.expiresAt().map(Messages::timestamp).ifPresent(message::setExpiresAt);
        return message.build();
    }

    static Conversation conversation(dev.quern.retrieval.registry.Conversation conversation) {
        return Conversation.newBuilder()
                .setConversationId(conversation.id().id())
                .setUser(conversation.id().user())
                .setTitle(conversation.title())
                .addAllTurns(conversation.turns().stream()
                        .map(RegistryMessages::turn)
                        .toList())
                .setCreatedAt(Messages.timestamp(conversation.createdAt()))
                .setExpiresAt(Messages.timestamp(conversation.expiresAt()))
                .setTimeToLiveSeconds(conversation.keptFor().toSeconds())
                .setTurnCount(Math.toIntExact(conversation.turnCount()))
                .build();
    }

    private static Turn turn(dev.quern.retrieval.registry.Turn turn) {
        return Turn.newBuilder()
                .setQuestion(turn.question())
                .setAnswer(turn.answer())
                .setAskedAt(Messages.timestamp(turn.askedAt()))
                .setTraceId(turn.traceId())
                .build();
    }

    /** A turn that does not say when or in which trace was asked now, in the call's. */
    static dev.quern.retrieval.registry.Turn turn(Call call, Turn message) {
        return new dev.quern.retrieval.registry.Turn(
                message.getQuestion(),
                message.getAnswer(),
                message.hasAskedAt() ? instant("asked_at", message.getAskedAt()) : Instant.now(),
                message.getTraceId().isEmpty() ? call.traceId() : message.getTraceId());
    }

    private static Instant instant(String field, Timestamp message) {
        try {
            return Instant.ofEpochSecond(message.getSeconds(), message.getNanos());
        } catch (DateTimeException | ArithmeticException tooFar) {
            throw QuernException.invalid(field, "`" + field + "` is not a time.");
        }
    }

    private static Scope scope(dev.quern.protocol.identity.v1.Scope scope) {
        return IdentityMessages.decode(scope)
                .orElseThrow(
                        () -> QuernException.invalid("scopes", "A scope is `ask`, `ingest`, `admin` or `operate`."));
    }

    private static Priority priority(dev.quern.protocol.identity.v1.Priority priority) {
        return IdentityMessages.decode(priority)
                .orElseThrow(() ->
                        QuernException.invalid("priority", "`priority` is `batch`, `interactive` or `emergency`."));
    }
}
