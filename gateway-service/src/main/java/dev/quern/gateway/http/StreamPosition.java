package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has read an answer that it can resume, as the ids of events say it.
 *
 * @param number of the last event that was read; 0: none
 */
record StreamPosition(String stream, long number) {
    static final String HEADER = "Last-Event-ID";
    private static final String STREAM = "([0-9a-f]{32})";
    private static final Pattern NAMED = Pattern.compile(STREAM);
    private static final Pattern WRITTEN = Pattern.compile(STREAM + "\\.([0-9]{1,9})");

    static String write(String stream, long number) {
        return stream + "." + number;
    }

    static StreamPosition read(String eventId) {
        Matcher written = WRITTEN.matcher(eventId.strip());
        if (!written.matches()) {
            throw QuernException.notFound(
                    HEADER,
                    "This is no id of an event that an answer can be resumed at: those are told when the question is "
                            + "asked with `X-Resumable: true`.");
        }
        return new StreamPosition(written.group(1), Long.parseLong(written.group(2)));
    }

    /** In the stream that the address names; from its beginning when nothing was read. */
    static StreamPosition of(String stream, @Nullable String eventId) {
        if (!NAMED.matcher(stream).matches()) {
            throw QuernException.notFound("id", "There is no answer with this id that could be resumed.");
        }
        if (eventId == null) {
            return new StreamPosition(stream, 0);
        }
        StreamPosition read = read(eventId);
        if (!read.stream.equals(stream)) {
            throw QuernException.invalid(HEADER, "`" + HEADER + "` is the id of an event of another stream.");
        }
        return read;
    }
}
