package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.grpc.ServiceAddresses.Place;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressesTest {
    @Test
    void readsANameAndItsPort() {
        assertThat(ServiceAddresses.parse("retrieval-headless:9000").places())
                .containsExactly(new Place("retrieval-headless", 9000));
    }

    @Test
    void readsAListWithPortsOfTheirOwn() {
        assertThat(ServiceAddresses.parse("one:9001, other,[::1]:9003:9000").places())
                .containsExactly(new Place("one", 9001), new Place("other", 9000), new Place("::1", 9003));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host", "host:", "host:0", "host:65536", ":9000", "one,,other:9000", "a:b:9000", "[::1]x:1"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ServiceAddresses.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quern.services");
    }

    @Test
    void findsEveryAddressOfANameOnceAndInOneFamily() throws Exception {
        InetAddress four = InetAddress.getByAddress(new byte[] {10, 0, 0, 2});
        InetAddress before = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress six = InetAddress.getByName("fd00::1");

        var found =
                ServiceAddresses.parse("retrieval:9000").resolve(host -> new InetAddress[] {four, before, six, four});

        assertThat(found).containsExactly(new InetSocketAddress(before, 9000), new InetSocketAddress(four, 9000));
    }

    @Test
    void goesOnWithoutANameThatIsUnknownUnlessAllAre() throws Exception {
        ServiceAddresses.Lookup lookup = host -> {
            if (host.equals("gone")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };

        assertThat(ServiceAddresses.parse("gone,here:9000").resolve(lookup)).hasSize(1);
        assertThatThrownBy(() -> ServiceAddresses.parse("gone:9000").resolve(lookup))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("gone");
    }
}
