package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The key with which everything else can be administered: at the first start it is made and shown once. Once there is
 * one, also a revoked one, none is made again. Not ready before that is known.
 */
@Readiness
@ApplicationScoped
public class FirstKey implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(FirstKey.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final GatewayConfig config;
    private final Entry entry;
    private final ApiKeys keys;
    private final Signatures signatures;
    /** The same in every attempt: one whose answer was lost may have made the key. */
    private final String secret = KeySecrets.make();

    private volatile boolean settled;
    private volatile boolean unanswered;
    private volatile @Nullable Future<?> work;

    public FirstKey(GatewayConfig config, Entry entry, ApiKeys keys, Signatures signatures) {
        this.config = config;
        this.entry = entry;
        this.keys = keys;
        this.signatures = signatures;
        this.settled = !entry.needsFirstKey();
    }

    void begin(@Observes StartupEvent start) {
        if (entry.needsFirstKey()) {
            work = VirtualThreads.executor().submit(() -> settle(System.out));
        }
    }

    void end(@Observes ShutdownEvent stop) {
        Future<?> running = work;
        if (running != null) {
            running.cancel(true);
        }
    }

    /** Whatever holds the keys may come up later than this process. */
    void settle(PrintStream console) {
        while (!settled && !Thread.currentThread().isInterrupted()) {
            try {
                makeUnlessThere().ifPresent(secret -> show(secret, console));
                settled = true;
            } catch (RuntimeException failure) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                if (!isPassing(failure)) {
                    LOG.error("The first API key could not be made.", failure);
                    return;
                }
                LOG.debugf("whether there is a first API key cannot be found out yet: %s", failure.getMessage());
                pause();
            }
        }
    }

    /** Whether the same attempt may succeed later. */
    private static boolean isPassing(RuntimeException failure) {
        return failure instanceof QuernException known && known.code().fault() != ErrorCode.Fault.CALLER;
    }

    /** The secret of a new key, also one that was made without an answer; unless there is a key that may do everything. */
    Optional<String> makeUnlessThere() {
        byte[] hash = KeySecrets.hash(secret);
        if (unanswered
                && keys.find(signatures.ownCall(PATIENCE, Scope.SERVICE), hash).isPresent()) {
            return Optional.of(secret);
        }
        Call call = signatures.ownCall(PATIENCE, Scope.ADMIN, Scope.OPERATE);
        if (isThere(call)) {
            return Optional.empty();
        }
        try {
            unanswered = true;
            create(call, hash);
            unanswered = false;
        } catch (QuernException failure) {
            // An earlier attempt came through after all: nobody else can have this hash.
            if (failure.code() != ErrorCode.CONFLICT) {
                throw failure;
            }
        }
        return Optional.of(secret);
    }

    private void create(Call call, byte[] hash) {
        keys.create(
                call,
                new ApiKey(
                        "",
                        "first key",
                        config.tenant(),
                        Account.EVERYTHING,
                        Priority.EMERGENCY,
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        Instant.EPOCH,
                        Optional.empty(),
                        false,
                        "quern"),
                hash);
    }

    private boolean isThere(Call call) {
        String token = "";
        do {
            Page<ApiKey> page = keys.list(call, config.tenant(), new PageRequest(PageRequest.MOST, token));
            if (page.items().stream().anyMatch(key -> key.scopes().contains(Scope.OPERATE))) {
                return true;
            }
            token = page.next();
        } while (!token.isEmpty());
        return false;
    }

    /** On the console and nowhere else: a log is kept, and read by others. */
    private static void show(String secret, PrintStream console) {
        String line = "=".repeat(secret.length() + 4);
        console.printf(
                "%n%s%n  Your API key, which may do everything. It is shown this once:%n%n  %s%n%n"
                        + "  Send it as `Authorization: Bearer <key>`; make others at /api/v1/keys.%n%s%n%n",
                line, secret, line);
        console.flush();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("gateway: first API key")
                .status(settled)
                .build();
    }
}
