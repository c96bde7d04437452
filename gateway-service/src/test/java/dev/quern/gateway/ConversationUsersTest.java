package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.Caller.Kind;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConversationUsersTest {

    @Test
    void noTwoCallersShareAUserWhateverTheyCallIt() {
        Optional<String> nobody = Optional.empty();
        assertThat(List.of(
                        ConversationUsers.of(caller(Kind.API_KEY, "key-1"), nobody),
                        ConversationUsers.of(caller(Kind.API_KEY, "key-2"), nobody),
                        ConversationUsers.of(caller(Kind.API_KEY, "key-1"), Optional.of("ann")),
                        ConversationUsers.of(caller(Kind.API_KEY, "key-1"), Optional.of("3:ann")),
                        ConversationUsers.of(caller(Kind.API_KEY, "key-13:"), Optional.of("ann")),
                        ConversationUsers.of(caller(Kind.API_KEY, "key-1"), Optional.of("a".repeat(127))),
                        ConversationUsers.of(caller(Kind.API_KEY, "key-1"), Optional.of("a".repeat(128))),
                        ConversationUsers.of(caller(Kind.TOKEN, "key-1"), nobody),
                        ConversationUsers.of(caller(Kind.TOKEN, "ann"), nobody)))
                .doesNotHaveDuplicates()
                .allMatch(user -> user.length() <= 128);
    }

    @Test
    void aTokenIsForItsOwnUserOnly() {
        Caller ann = caller(Kind.TOKEN, "ann");

        assertThat(ConversationUsers.of(ann, Optional.of("ann")))
                .isEqualTo(ConversationUsers.of(ann, Optional.empty()));
        assertThatThrownBy(() -> ConversationUsers.of(ann, Optional.of("bob")))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
    }

    private static Caller caller(Kind kind, String subject) {
        Principal principal = new Principal(
                "acme",
                subject,
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(60));
        return new Caller(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])), kind, new Limits(1, 1));
    }
}
