package dev.quern.llm.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.IdentityConfig;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.grpc.CallClientInterceptor;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The built embedding-service in a process of its own, for calibrations. */
public final class EmbeddingProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final int BATCH = 64;

    private final Process process;
    private final ManagedChannel channel;
    private final EmbeddingServiceBlockingV2Stub stub;
    private final RemoteService remote = new RemoteService("embedding-service", new Patient());
    private final Identity identity;
    private final Map<String, float[]> vectors = new HashMap<>();

    private EmbeddingProcess(Process process, int port, Identity identity) {
        this.process = process;
        this.identity = identity;
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(8 << 20)
                .intercept(new CallClientInterceptor())
                .build();
        stub = EmbeddingServiceGrpc.newBlockingV2Stub(channel);
    }

    /** @param application the folder with {@code quarkus-run.jar} */
    public static EmbeddingProcess start(Path application) throws Exception {
        KeyPair pair = keyPair();
        int port = freePort();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-Xmx1g",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + freePort(),
                        "-Dquarkus.grpc.server.port=" + port,
                        "-Dquern.identity.trusted.calibration=" + encode(pair.getPublic()),
                        "-jar",
                        application.resolve("quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("embedding", ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        EmbeddingProcess started =
                new EmbeddingProcess(process, port, new Identity(new Keys(encode(pair.getPrivate()))));
        started.awaitReady();
        return started;
    }

    /** Asks for all that are not known yet; {@link #cosine} knows them then. */
    public void learn(List<String> texts) {
        List<String> unknown = texts.stream()
                .distinct()
                .filter(text -> !vectors.containsKey(text))
                .toList();
        for (int i = 0; i < unknown.size(); i += BATCH) {
            List<String> batch = unknown.subList(i, Math.min(unknown.size(), i + BATCH));
            List<float[]> embedded = embed(batch);
            for (int j = 0; j < batch.size(); j++) {
                vectors.put(batch.get(j), embedded.get(j));
            }
        }
    }

    /** Of unit vectors. */
    public double cosine(String one, String other) {
        learn(List.of(one, other));
        float[] a = vectors.getOrDefault(one, new float[0]);
        float[] b = vectors.getOrDefault(other, new float[0]);
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
        }
        return product;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.destroy();
    }

    private List<float[]> embed(List<String> texts) {
        EmbedRequest request = EmbedRequest.newBuilder()
                .addAllTexts(texts)
                .setPurpose(EmbeddingPurpose.EMBEDDING_PURPOSE_PASSAGE)
                .build();
        Call call = new Call(
                identity.sign("calibration", "calibration", Set.of(Scope.ASK, Scope.INGEST), Priority.INTERACTIVE),
                Deadline.after(Duration.ofMinutes(1)),
                "0123456789abcdef0123456789abcdef");
        List<float[]> result = new ArrayList<>();
        remote.idempotent(call, stub, ready -> ready.embed(request))
                .getEmbeddingsList()
                .forEach(embedding -> {
                    float[] vector = new float[embedding.getVectorCount()];
                    for (int i = 0; i < vector.length; i++) {
                        vector[i] = embedding.getVector(i);
                    }
                    result.add(vector);
                });
        return result;
    }

    private void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                learn(List.of("ready"));
                return;
            } catch (RuntimeException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("the embedding-service did not become ready", e);
                }
                Thread.sleep(Duration.ofMillis(300));
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static String encode(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    private record Keys(String key) implements IdentityConfig {
        @Override
        public String issuer() {
            return "calibration";
        }

        @Override
        public Optional<String> privateKey() {
            return Optional.of(key);
        }

        @Override
        public Map<String, String> trusted() {
            return Map.of();
        }

        @Override
        public Duration validity() {
            return Duration.ofMinutes(5);
        }
    }

    private record Patient() implements CallConfig {
        @Override
        public int concurrency() {
            return 100;
        }

        @Override
        public double failureRatio() {
            return 1;
        }

        @Override
        public Duration circuitDelay() {
            return Duration.ofMillis(100);
        }
    }
}
