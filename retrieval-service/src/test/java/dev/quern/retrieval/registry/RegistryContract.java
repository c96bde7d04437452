package dev.quern.retrieval.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Ulids;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens the entries of a test, each in a tenant of its own, so a server may be shared. */
public abstract class RegistryContract {
    protected Entries entries;
    protected String tenant;

    /** What was written before is there. */
    protected abstract Entries open() throws Exception;

    /** Another process with the same entries, where there may be two; else the same one. */
    protected Entries another() throws Exception {
        return entries;
    }

    @BeforeEach
    void openEntries() throws Exception {
        entries = open();
        tenant = "t" + Ulids.next();
    }

    @AfterEach
    void closeEntries() {
        entries.close();
    }

    static <T> List<T> atOnce(List<Callable<T>> attempts) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> attempt : executor.invokeAll(attempts)) {
                results.add(attempt.get());
            }
        }
        return results;
    }

    static void assertRefused(ErrorCode code, String field, ThrowingCallable action) {
        assertThatThrownBy(action).isInstanceOfSatisfying(QuernException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.field().orElse("")).isEqualTo(field);
        });
    }
}
