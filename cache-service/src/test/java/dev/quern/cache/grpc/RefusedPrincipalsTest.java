package dev.quern.cache.grpc;

import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.grpc.CallsOfStrangers;
import dev.quern.protocol.grpc.Identity;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** No method of this service works for a caller whom nobody trusted has signed for. */
@QuarkusTest
@TestProfile(RefusedPrincipalsTest.ShortLived.class)
class RefusedPrincipalsTest {
    /** What is signed here has expired already. */
    public static class ShortLived implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quern.identity.validity", "PT-1S");
        }
    }

    @Inject
    Identity identity;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @Test
    void refusesAMissingPrincipal() throws Exception {
        strangers().areRefusedWithoutAPrincipal();
    }

    @Test
    void refusesAForgedPrincipal() throws Exception {
        strangers().areRefusedWithAForgedPrincipal();
    }

    @Test
    void refusesAnExpiredPrincipal() throws Exception {
        strangers().areRefusedWithAnExpiredPrincipal();
    }

    private CallsOfStrangers strangers() {
        return new CallsOfStrangers(identity, port, List.of(CacheServiceGrpc.getServiceDescriptor()));
    }
}
