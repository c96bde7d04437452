package dev.quern.redis;

import io.vertx.core.net.JksOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Which certificates are believed.
 *
 * @param store a PEM file or a key store with the authorities; empty: those of the Java runtime
 * @param verifyHost whether a certificate must name the host
 */
public record Trust(Optional<Path> store, Optional<String> password, boolean verifyHost) {
    NetClientOptions apply(NetClientOptions options) {
        options.setSsl(true).setHostnameVerificationAlgorithm(verifyHost ? "HTTPS" : "");
        store.ifPresent(path -> options.setTrustOptions(options(path)));
        return options;
    }

    private TrustOptions options(Path path) {
        String name = path.toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "p12", "pfx" -> new PfxOptions().setPath(name).setPassword(password.orElse(""));
            case "jks" -> new JksOptions().setPath(name).setPassword(password.orElse(""));
            default -> new PemTrustOptions().addCertPath(name);
        };
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Trust[" + store + "]";
    }
}
