package dev.quern.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrincipalTest {
    private final Principal asking =
            new Principal("acme", "key-1", Set.of(Scope.ASK), Priority.INTERACTIVE, Instant.EPOCH);

    @Test
    void mayDoWhatItsScopesStandFor() {
        assertThatCode(() -> asking.require(Scope.ASK)).doesNotThrowAnyException();
        assertThatCode(() -> asking.requireAny(Scope.ADMIN, Scope.ASK)).doesNotThrowAnyException();
    }

    @Test
    void isToldWhichScopesWouldDo() {
        QuernException one = catchThrowableOfType(QuernException.class, () -> asking.require(Scope.INGEST));
        QuernException any =
                catchThrowableOfType(QuernException.class, () -> asking.requireAny(Scope.INGEST, Scope.ADMIN));

        assertThat(one.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(one.text()).isEqualTo("This needs the scope `ingest`.");
        assertThat(any.text()).isEqualTo("This needs the scope `ingest` or `admin`.");
    }
}
