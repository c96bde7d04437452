package dev.quern.retrieval.extractor;

import dev.quern.extractor.Reply;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Extraction;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a process replies, as Quern says it. It may have been led astray by the file, so nothing is passed on unseen. */
final class Replies {
    private static final int LONGEST_SENTENCE = 500;
    private static final String UNKNOWN = "application/octet-stream";
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}");
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}]+");

    private Replies() {}

    /** @throws QuernException naming {@code content} when the file was refused, and no field when it is not to blame */
    static Extraction.ExtractedText text(Reply reply) {
        return switch (reply) {
            case Reply.Extracted(var _, String title, long characters) ->
                new Extraction.ExtractedText(mediaType(reply), title, characters);
            case Reply.Refused(var reason, var _, String sentence) -> {
                String line = BREAKS.matcher(sentence).replaceAll(" ");
                String shown = line.substring(0, Math.min(line.length(), LONGEST_SENTENCE));
                QuernException refused = new QuernException(code(reason), shown);
                throw reason == Reply.Reason.UNWRITABLE
                        ? refused.withService("retrieval-service")
                        : refused.withField("content");
            }
        };
    }

    /** Without parameters. */
    static String mediaType(Reply reply) {
        String found = switch (reply) {
            case Reply.Extracted extracted -> extracted.mediaType();
            case Reply.Refused refused -> refused.mediaType();
        };
        int end = found.indexOf(';');
        String type = (end < 0 ? found : found.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return MEDIA_TYPE.matcher(type).matches() ? type : UNKNOWN;
    }

    static String outcome(Reply reply) {
        return switch (reply) {
            case Reply.Extracted _ -> "extracted";
            case Reply.Refused refused -> refused.reason().name().toLowerCase(Locale.ROOT);
        };
    }

    private static ErrorCode code(Reply.Reason reason) {
        return switch (reason) {
            case UNKNOWN_KIND -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case PROTECTED, BROKEN, NO_TEXT, TOO_COMPLEX -> ErrorCode.UNPROCESSABLE;
            case TOO_LONG -> ErrorCode.PAYLOAD_TOO_LARGE;
            case UNWRITABLE -> ErrorCode.SERVICE_UNAVAILABLE;
        };
    }
}
