package dev.quern.protocol.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.quern.protocol.Principal;
import java.time.Instant;
import java.util.stream.Collectors;

/** A principal as bytes and back. */
final class Principals {
    private Principals() {}

    static byte[] encode(Principal principal) {
        var message = dev.quern.protocol.identity.v1.Principal.newBuilder()
                .setTenant(principal.tenant())
                .setSubject(principal.subject())
                .setPriority(IdentityMessages.encode(principal.priority()))
                .setExpiresAt(principal.expiresAt().getEpochSecond());
        principal.scopes().stream().sorted().forEach(scope -> message.addScopes(IdentityMessages.encode(scope)));
        return message.build().toByteArray();
    }

    static Principal decode(byte[] bytes) throws InvalidProtocolBufferException {
        var message = dev.quern.protocol.identity.v1.Principal.parseFrom(bytes);
        return new Principal(
                message.getTenant(),
                message.getSubject(),
                message.getScopesList().stream()
                        .map(scope -> IdentityMessages.decode(scope)
                                .orElseThrow(() -> new IllegalArgumentException("unknown scope")))
                        .collect(Collectors.toUnmodifiableSet()),
                IdentityMessages.decode(message.getPriority())
                        .orElseThrow(() -> new IllegalArgumentException("unknown priority")),
                Instant.ofEpochSecond(message.getExpiresAt()));
    }
}
