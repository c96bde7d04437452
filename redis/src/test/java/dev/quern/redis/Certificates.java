package dev.quern.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A certificate of the test's own, for 127.0.0.1 only, made by openssl. */
record Certificates(Path folder) {
    static final String STORE_PASSWORD = "changed";

    static Certificates make(Path folder) throws Exception {
        Certificates made = new Certificates(folder);
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=quern",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                made.key().toString(),
                "-out",
                made.certificate().toString());
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-importcert",
                "-noprompt",
                "-alias",
                "quern",
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                made.store().toString(),
                "-file",
                made.certificate().toString());
        return made;
    }

    Path key() {
        return folder.resolve("key.pem");
    }

    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    Path store() {
        return folder.resolve("trust.p12");
    }

    private static void run(String... command) throws Exception {
        Path log = Files.createTempFile("quern-certificates", ".log");
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + " failed: " + Files.readString(log, StandardCharsets.UTF_8));
        }
        Files.delete(log);
    }
}
