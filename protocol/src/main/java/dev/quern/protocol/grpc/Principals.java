package dev.quern.protocol.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import java.time.Instant;
import java.util.stream.Collectors;

/** A principal as bytes and back. */
final class Principals {
    private Principals() {}

    static byte[] encode(Principal principal) {
        var message = dev.quern.protocol.identity.v1.Principal.newBuilder()
                .setTenant(principal.tenant())
                .setSubject(principal.subject())
                .setPriority(encode(principal.priority()))
                .setExpiresAt(principal.expiresAt().getEpochSecond());
        principal.scopes().stream().sorted().forEach(scope -> message.addScopes(encode(scope)));
        return message.build().toByteArray();
    }

    static Principal decode(byte[] bytes) throws InvalidProtocolBufferException {
        var message = dev.quern.protocol.identity.v1.Principal.parseFrom(bytes);
        return new Principal(
                message.getTenant(),
                message.getSubject(),
                message.getScopesList().stream().map(Principals::decode).collect(Collectors.toUnmodifiableSet()),
                decode(message.getPriority()),
                Instant.ofEpochSecond(message.getExpiresAt()));
    }

    private static dev.quern.protocol.identity.v1.Scope encode(Scope scope) {
        return switch (scope) {
            case ASK -> dev.quern.protocol.identity.v1.Scope.SCOPE_ASK;
            case INGEST -> dev.quern.protocol.identity.v1.Scope.SCOPE_INGEST;
            case ADMIN -> dev.quern.protocol.identity.v1.Scope.SCOPE_ADMIN;
        };
    }

    private static Scope decode(dev.quern.protocol.identity.v1.Scope scope) {
        return switch (scope) {
            case SCOPE_ASK -> Scope.ASK;
            case SCOPE_INGEST -> Scope.INGEST;
            case SCOPE_ADMIN -> Scope.ADMIN;
            case SCOPE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("unknown scope");
        };
    }

    private static dev.quern.protocol.identity.v1.Priority encode(Priority priority) {
        return switch (priority) {
            case BATCH -> dev.quern.protocol.identity.v1.Priority.PRIORITY_BATCH;
            case INTERACTIVE -> dev.quern.protocol.identity.v1.Priority.PRIORITY_INTERACTIVE;
            case EMERGENCY -> dev.quern.protocol.identity.v1.Priority.PRIORITY_EMERGENCY;
        };
    }

    private static Priority decode(dev.quern.protocol.identity.v1.Priority priority) {
        return switch (priority) {
            case PRIORITY_BATCH -> Priority.BATCH;
            case PRIORITY_INTERACTIVE -> Priority.INTERACTIVE;
            case PRIORITY_EMERGENCY -> Priority.EMERGENCY;
            case PRIORITY_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("unknown priority");
        };
    }
}
