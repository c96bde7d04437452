package dev.quern.retrieval;

import java.util.Iterator;

/** Reads pieces of a text one after the other, and holds no more of it than the part they are in. */
final class Excerpts {
    private final Iterator<String> parts;
    private final StringBuilder window = new StringBuilder();
    private int windowStart;

    Excerpts(DocumentText text) {
        parts = text.parts();
    }

    /** @param location that begins at or after the one that was read before */
    String read(Location location) {
        while (windowStart + window.length() < location.end() && parts.hasNext()) {
            int superfluous = Math.min(location.start() - windowStart, window.length());
            window.delete(0, superfluous);
            windowStart += superfluous;
            window.append(parts.next());
        }
        return window.substring(location.start() - windowStart, location.end() - windowStart);
    }
}
