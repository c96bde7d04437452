package dev.quern.gateway;

import dev.quern.protocol.CanonicalKey;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose a conversation is. Whoever has a token of their own is one user. Behind an API key there may be many, whom the
 * application tells apart; users of two keys are never the same, whatever they are called.
 */
public final class ConversationUsers {
    private static final String USUAL = "default";
    private static final int LONGEST = 128;

    private ConversationUsers() {}

    /** @param named in the request, if it names one */
    public static String of(Caller caller, Optional<String> named) {
        named.ifPresent(ConversationUsers::check);
        return switch (caller.kind()) {
            case TOKEN -> {
                if (named.filter(user -> !user.equals(caller.subject())).isPresent()) {
                    throw new QuernException(
                                    ErrorCode.PERMISSION_DENIED,
                                    "A token is for its own user's conversations only: leave `user` out.")
                            .withField("user");
                }
                yield name("token", caller.subject(), "");
            }
            case API_KEY, LOCAL -> name("key", caller.subject(), named.orElse(USUAL));
        };
    }

    private static void check(String user) {
        if (user.isBlank() || user.length() > LONGEST || user.codePoints().anyMatch(Character::isISOControl)) {
            throw QuernException.invalid("user", "`user` has 1 to " + LONGEST + " characters, none of control.");
        }
    }

    /** However long the parts are. */
    private static String name(String kind, String subject, String user) {
        String written = CanonicalKey.list(Stream.of(kind, subject, user));
        return written.length() <= LONGEST
                ? written
                : CanonicalKey.of("user").with("name", written).digest();
    }
}
