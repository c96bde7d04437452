package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A document's text in parts, so that nobody need hold all of a long one in memory.
 *
 * <p>Pages are parted by form feeds. Unless the document is {@code text/plain} its text is Markdown, whatever kind of
 * file it was: headings, tables and lists are written as Markdown writes them.
 */
@FunctionalInterface
public interface DocumentText {
    /** The longest part: at three bytes of UTF-8 for each character less than a MiB. */
    int LONGEST_PART = 340_000;

    /**
     * The parts in order, from the beginning each time: none is empty, longer than {@link #LONGEST_PART}, or ends
     * between the halves of a character. Every call of {@code next} may read from a disk or a network, and throws
     * {@link QuernException} when the text is not there any more.
     */
    Iterator<String> parts();

    /** A text that is in memory anyway. */
    static DocumentText of(String text) {
        return () -> new Iterator<>() {
            private int place;

            @Override
            public boolean hasNext() {
                return place < text.length();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int end = Math.min(text.length(), place + LONGEST_PART);
                if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                    end--;
                }
                String part = text.substring(place, end);
                place = end;
                return part;
            }
        };
    }

    /** All of it at once, for texts that are known to be short. */
    default String whole() {
        StringBuilder whole = new StringBuilder();
        parts().forEachRemaining(whole::append);
        return whole.toString();
    }

    /** These parts, which are as the contract wants them. */
    static DocumentText ofParts(List<String> parts) {
        return parts::iterator;
    }
}
