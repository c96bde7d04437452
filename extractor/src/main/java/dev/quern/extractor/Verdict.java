package dev.quern.extractor;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tika.exception.AccessPermissionException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaMemoryLimitException;
import org.apache.tika.exception.UnsupportedFormatException;
import org.apache.tika.exception.ZeroByteFileException;

/** What a library's exception means for the one who sent the file. */
final class Verdict {
    /** How the libraries begin to say that a file asks for too much. */
    private static final Set<String> TOO_MUCH =
            Set.of("zip bomb", "jaxp0001", "tried to allocate", "entity expansion", "suspected", "too many entries");

    /** How systems say that there is no room. */
    private static final Set<String> NO_ROOM = Set.of("no space left on device", "disk quota exceeded");

    private static final int CAUSES = 10;

    private Verdict() {}

    static Refusal of(Exception exception, Kind kind) {
        return causes(exception)
                .flatMap(cause -> ofCause(cause).stream())
                .findFirst()
                .orElseGet(() -> Refusal.broken(kind.called()));
    }

    /** Whether the disk is at fault, and not the file. */
    static boolean isFullDisk(Exception exception) {
        return causes(exception).anyMatch(cause -> cause instanceof IOException && says(cause, NO_ROOM));
    }

    private static Stream<Throwable> causes(Exception exception) {
        return Stream.<Throwable>iterate(exception, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES);
    }

    private static Optional<Refusal> ofCause(Throwable cause) {
        return Optional.ofNullable(
                switch (cause) {
                    // A library has wrapped it: the process is spent all the same.
                    case VirtualMachineError spent -> throw spent;
                    case Refusal refusal -> refusal;
                    case EncryptedDocumentException _, org.apache.poi.EncryptedDocumentException _ ->
                        new Refusal(
                                Reply.Reason.PROTECTED,
                                "The file is encrypted, and can be read with its password only.");
                    case AccessPermissionException _ ->
                        new Refusal(Reply.Reason.PROTECTED, "The file's owner forbids to take its text.");
                    case ZeroByteFileException _ -> new Refusal(Reply.Reason.NO_TEXT, "The file is empty.");
                    case UnsupportedFormatException _ ->
                        new Refusal(
                                Reply.Reason.UNKNOWN_KIND, "The file is of a version of its format that is not read.");
                    case TikaMemoryLimitException _ -> Refusal.tooComplex();
                    default -> says(cause, TOO_MUCH) ? Refusal.tooComplex() : null;
                });
    }

    private static boolean says(Throwable cause, Set<String> words) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(message::contains);
    }
}
