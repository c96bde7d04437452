package dev.quern.standalone;

import dev.quern.gateway.Documents;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.VirtualThreads;
import dev.quern.protocol.grpc.Identity;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Puts a few documents about Quern into the default collection when asked to. Not ready before they are searchable, so
 * that the first question finds them.
 */
@ApplicationScoped
@Readiness
public class DemoCorpus implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(DemoCorpus.class);
    private static final List<String> NAMES =
            List.of("what-is-quern", "architecture", "caching", "grounding", "operations", "the-hand-mill");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Documents documents;
    private final GatewayConfig gateway;
    private final Identity identity;
    private final boolean wanted;
    private volatile String state;

    public DemoCorpus(StandaloneConfig config, Documents documents, GatewayConfig gateway, Identity identity) {
        this.documents = documents;
        this.gateway = gateway;
        this.identity = identity;
        wanted = config.demo();
        state = wanted ? "loading" : "not wanted";
    }

    void load(@Observes StartupEvent start) {
        if (wanted) {
            VirtualThreads.executor().execute(this::upload);
        }
    }

    private void upload() {
        Call call = new Call(
                identity.sign(gateway.tenant(), "demo", Set.of(Scope.INGEST, Scope.ASK), Priority.BATCH),
                Deadline.after(PATIENCE),
                "0".repeat(31) + "1");
        try {
            for (String name : NAMES) {
                uploadWhenPossible(call, name);
            }
            state = "indexing";
        } catch (IOException | RuntimeException e) {
            LOG.error("the demo documents could not be loaded", e);
            state = "failed: " + e.getMessage();
        }
    }

    /** The services of this JVM come up together: the first attempts may be too early. */
    private void uploadWhenPossible(Call call, String name) throws IOException {
        while (true) {
            try (InputStream content = resource(name)) {
                documents.upload(
                        call,
                        new Documents.Header(
                                gateway.collection(),
                                "demo-" + name,
                                "",
                                "demo/" + name + ".md",
                                "text/markdown",
                                List.of("demo"),
                                "en",
                                Map.of()),
                        content);
                return;
            } catch (QuernException e) {
                if (e.code().fault() == dev.quern.protocol.ErrorCode.Fault.CALLER
                        || call.deadline().isPassed()) {
                    throw e;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(500).toNanos());
            }
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream content = DemoCorpus.class.getResourceAsStream("/demo/" + name + ".md");
        if (content == null) {
            throw new IOException("demo/" + name + ".md is missing from the build");
        }
        return content;
    }

    private boolean isSearchable(Call call, String name) {
        return documents.get(call, gateway.collection(), "demo-" + name).state().equals("ready");
    }

    @Override
    public HealthCheckResponse call() {
        boolean ready = !wanted || state.equals("ready") || becomesReady();
        return HealthCheckResponse.named("standalone: demo documents")
                .status(ready)
                .withData("state", state)
                .build();
    }

    private boolean becomesReady() {
        if (!state.equals("indexing")) {
            return state.startsWith("failed");
        }
        Call call = new Call(
                identity.sign(gateway.tenant(), "demo", Set.of(Scope.ASK), Priority.BATCH),
                Deadline.after(Duration.ofSeconds(5)),
                "0".repeat(31) + "1");
        try {
            if (NAMES.stream().allMatch(name -> isSearchable(call, name))) {
                state = "ready";
            }
        } catch (QuernException notYet) {
            LOG.debugf("the demo documents cannot be looked up yet: %s", notYet.text());
        }
        return state.equals("ready");
    }
}
