package dev.quern.gateway.grpc;

import com.google.protobuf.Timestamp;
import dev.quern.gateway.ApiKey;
import dev.quern.gateway.Conversation;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.IdentityMessages;
import dev.quern.protocol.registry.v1.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Keys and conversations as messages and back. */
final class RegistryMessages {
    private RegistryMessages() {}

    static dev.quern.protocol.registry.v1.ApiKey apiKey(ApiKey key) {
        var message = dev.quern.protocol.registry.v1.ApiKey.newBuilder()
                .setKeyId(key.id())
                .setName(key.name())
                .setTenant(key.tenant())
                .setPriority(IdentityMessages.encode(key.priority()))
                .setRequestsPerMinute(key.requestsPerMinute().orElse(0))
                .setTokensPerDay(key.tokensPerDay().orElse(0))
                .setCreatedAt(timestamp(key.createdAt()))
                .setRevoked(key.revoked())
                .setCreatedBy(key.createdBy());
        key.scopes().stream().sorted().map(IdentityMessages::encode).forEach(message::addScopes);
        key.expiresAt().map(RegistryMessages::timestamp).ifPresent(message::setExpiresAt);
        return message.build();
    }

    static ApiKey apiKey(dev.quern.protocol.registry.v1.ApiKey message) {
        int requests = message.getRequestsPerMinute();
        long tokens = message.getTokensPerDay();
        return new ApiKey(
                message.getKeyId(),
                message.getName(),
                message.getTenant(),
                message.getScopesList().stream().map(RegistryMessages::scope).collect(Collectors.toSet()),
                IdentityMessages.decode(message.getPriority()).orElseThrow(RegistryMessages::strange),
                requests == 0 ? OptionalInt.empty() : OptionalInt.of(requests),
                tokens == 0 ? OptionalLong.empty() : OptionalLong.of(tokens),
                DocumentMessages.instant(message.getCreatedAt()),
                message.hasExpiresAt()
                        ? Optional.of(DocumentMessages.instant(message.getExpiresAt()))
                        : Optional.empty(),
                message.getRevoked(),
                message.getCreatedBy());
    }

    static Conversation conversation(dev.quern.protocol.registry.v1.Conversation message) {
        return new Conversation(
                message.getConversationId(),
                message.getUser(),
                message.getTitle(),
                message.getTurnsList().stream().map(RegistryMessages::turn).toList(),
                message.getTurnCount(),
                DocumentMessages.instant(message.getCreatedAt()),
                DocumentMessages.instant(message.getExpiresAt()),
                Duration.ofSeconds(message.getTimeToLiveSeconds()));
    }

    static Turn turn(Conversation.Turn turn) {
        return Turn.newBuilder()
                .setQuestion(turn.question())
                .setAnswer(turn.answer())
                .setAskedAt(timestamp(turn.askedAt()))
                .setTraceId(turn.traceId())
                .build();
    }

    private static Conversation.Turn turn(Turn message) {
        return new Conversation.Turn(
                message.getQuestion(),
                message.getAnswer(),
                DocumentMessages.instant(message.getAskedAt()),
                message.getTraceId());
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static Scope scope(dev.quern.protocol.identity.v1.Scope scope) {
        return IdentityMessages.decode(scope).orElseThrow(RegistryMessages::strange);
    }

    /** A newer retrieval-service may know more than this gateway. */
    private static QuernException strange() {
        return new QuernException(ErrorCode.INTERNAL, "A stored key is not understood: update the gateway.");
    }
}
