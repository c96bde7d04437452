package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls every method of a service for somebody whom nobody trusted has signed for; each has to refuse. For the tests of all
 * services.
 *
 * @param identity whose signatures have expired as soon as they are made
 */
public record CallsOfStrangers(Identity identity, int port, List<ServiceDescriptor> services) {
    private static final Metadata.Key<byte[]> PRINCIPAL =
            Metadata.Key.of("quern-principal-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Metadata.Key<String> TRACE =
            Metadata.Key.of("quern-trace-id", Metadata.ASCII_STRING_MARSHALLER);

    public void areRefusedWithoutAPrincipal() throws Exception {
        everyMethodRefuses(null, "carries no principal");
    }

    public void areRefusedWithAForgedPrincipal() throws Exception {
        byte[] forged = signed();
        forged[forged.length - 1] ^= 1;

        everyMethodRefuses(forged, "false signature");
    }

    public void areRefusedWithAnExpiredPrincipal() throws Exception {
        everyMethodRefuses(signed(), "has expired");
    }

    private byte[] signed() {
        return identity.sign("acme", "test", Set.of(Scope.values()), Priority.INTERACTIVE)
                .encoded()
                .bytes();
    }

    private void everyMethodRefuses(byte @Nullable [] principal, String why) throws Exception {
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        try {
            for (ServiceDescriptor service : services) {
                assertThat(service.getMethods()).isNotEmpty();
                for (MethodDescriptor<?, ?> method : service.getMethods()) {
                    Status status = call(channel, method, principal);
                    assertThat(status.getCode()).as(method.getFullMethodName()).isEqualTo(Status.Code.UNAUTHENTICATED);
                    assertThat(status.getDescription()).contains(why);
                }
            }
        } finally {
            channel.shutdownNow();
        }
    }

    /** With an empty message, which is a request of every method. */
    private static <Q, A> Status call(Channel channel, MethodDescriptor<Q, A> method, byte @Nullable [] principal)
            throws Exception {
        Metadata headers = new Metadata();
        headers.put(TRACE, "0123456789abcdef0123456789abcdef");
        if (principal != null) {
            headers.put(PRINCIPAL, principal);
        }
        InputStream nothing = new ByteArrayInputStream(new byte[0]);
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                headers);
        call.sendMessage(method.parseRequest(nothing));
        call.halfClose();
        call.request(1);
        return ended.get(10, TimeUnit.SECONDS);
    }
}
