package dev.quern.retrieval;

import java.util.Arrays;
import java.util.Iterator;

/**
 * A text as far as it is being cut: read part by part, and held from {@link #forgetBefore} on. Breaks and sections are
 * told every character once, in order, and may know more of the text than was asked for.
 */
final class TextWindow {
    private final Iterator<String> parts;
    private final Breaks breaks;
    private final Sections sections;
    private char[] characters = {};
    private byte[] levels = {};
    /** The place of the first character that is held. */
    private int first;

    private int needed;
    private int end;
    private boolean over;

    TextWindow(DocumentText text, Breaks breaks, Sections sections) {
        parts = text.parts();
        this.breaks = breaks;
        this.sections = sections;
    }

    /** Whether there is a character at this place; reads on as far as it takes. */
    boolean reaches(int place) {
        while (place >= end && !over) {
            read();
        }
        return place < end;
    }

    /** One after the last character that was read: the length of the text, once it does not reach a place. */
    int end() {
        return end;
    }

    /** Neither the character here nor one after it was forgotten, and it was read. */
    char at(int place) {
        return characters[place - first];
    }

    boolean isWhiteSpace(int place) {
        return Character.isWhitespace(at(place));
    }

    /** How good it is to cut before the character at this place. */
    int level(int place) {
        return levels[place - first];
    }

    String text(int from, int to) {
        return new String(characters, from - first, to - from);
    }

    /** Nobody asks for anything before this place any more. */
    void forgetBefore(int place) {
        needed = place;
    }

    int needed() {
        return needed;
    }

    private void read() {
        if (!parts.hasNext()) {
            over = true;
            sections.end(end);
            return;
        }
        String part = parts.next();
        makeRoom(part.length());
        for (int i = 0; i < part.length(); i++) {
            char next = part.charAt(i);
            characters[end - first] = next;
            levels[end - first] = (byte) breaks.before(next);
            sections.read(next, end);
            end++;
        }
    }

    private void makeRoom(int more) {
        int kept = end - needed;
        System.arraycopy(characters, needed - first, characters, 0, kept);
        System.arraycopy(levels, needed - first, levels, 0, kept);
        first = needed;
        if (kept + more > characters.length) {
            int room = Math.max(kept + more, characters.length + characters.length / 2);
            characters = Arrays.copyOf(characters, room);
            levels = Arrays.copyOf(levels, room);
        }
    }
}
