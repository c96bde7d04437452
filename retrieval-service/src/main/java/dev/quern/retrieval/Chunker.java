package dev.quern.retrieval;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into pieces of limited size where it hurts least: at a heading, else between paragraphs, lines, sentences
 * or words, and only within a word when it leaves no other way. Neighbours overlap by whole sentences or words, unless a
 * heading stands between them. Every character that is not white space is in at least one piece.
 */
final class Chunker {
    /** A section shorter than this share of a piece is not worth one of its own: what follows joins it. */
    private static final int SMALL_SECTION = 5;

    private static final int WORD = 1;
    private static final int SENTENCE = 2;
    private static final int LINE = 3;
    private static final int PARAGRAPH = 4;

    private final int size;
    private final int overlap;

    Chunker(RetrievalConfig.Chunking config) {
        this(config.size(), config.overlap());
    }

    /** @param overlap at most half of {@code size}, so that every piece brings something new */
    Chunker(int size, int overlap) {
        if (size < 10 || overlap < 0 || overlap > size / 2) {
            throw new IllegalArgumentException(
                    "quern.retrieval.chunking: size must be 10 or more, and overlap from 0 to" + " half of it, not "
                            + size + " and " + overlap);
        }
        this.size = size;
        this.overlap = overlap;
    }

    /** Where the pieces of a document stand, in order; none of a text of white space. */
    List<Location> cut(String text, String mediaType) {
        List<Section> sections = mediaType.equals("text/markdown") ? Section.ofMarkdown(text) : Section.none();
        return new Cutting(text, sections).run();
    }

    /** One text that is being cut. */
    private final class Cutting {
        private final String text;
        private final List<Section> sections;
        private final List<Location> pieces = new ArrayList<>();
        /** The section in which the present piece begins. */
        private int section;

        Cutting(String text, List<Section> sections) {
            this.text = text;
            this.sections = sections;
        }

        List<Location> run() {
            int start = skipWhiteSpace(0);
            while (start < text.length()) {
                while (section + 1 < sections.size()
                        && sections.get(section + 1).start() <= start) {
                    section++;
                }
                int heading = headingWithin(start);
                int end = heading > 0 ? heading : text.length() - start <= size ? text.length() : bestEnd(start);
                add(start, end);
                boolean repeats = heading < 0 && end < text.length();
                start = skipWhiteSpace(repeats ? overlapStart(end) : end);
            }
            return pieces;
        }

        /** The first heading that ends a piece that begins at {@code start}, or -1. */
        private int headingWithin(int start) {
            for (int next = section + 1; next < sections.size(); next++) {
                int heading = sections.get(next).start();
                if (heading > start + size) {
                    return -1;
                }
                if (heading >= start + size / SMALL_SECTION) {
                    return heading;
                }
            }
            return -1;
        }

        /** The last of the best places in the second half of a full piece. */
        private int bestEnd(int start) {
            int full = start + size;
            int best = Character.isLowSurrogate(text.charAt(full)) ? full - 1 : full;
            int bestLevel = 0;
            for (int end = full; end > start + size / 2 && bestLevel < PARAGRAPH; end--) {
                int level = level(end);
                if (level > bestLevel) {
                    best = end;
                    bestLevel = level;
                }
            }
            return best;
        }

        /** The first sentence within the overlap before {@code end}, else the first word, else no overlap. */
        private int overlapStart(int end) {
            int word = end;
            for (int start = end - overlap; start < end; start++) {
                int level = level(start);
                if (level >= SENTENCE) {
                    return start;
                }
                if (level == WORD && word == end) {
                    word = start;
                }
            }
            return word;
        }

        /** What begins at this place, after white space; 0 for nothing in particular. */
        private int level(int place) {
            if (!Character.isWhitespace(text.charAt(place - 1)) || Character.isWhitespace(text.charAt(place))) {
                return 0;
            }
            int lines = 0;
            int before = place - 1;
            while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
                lines += text.charAt(before) == '\n' ? 1 : 0;
                before--;
            }
            if (lines > 0) {
                return lines > 1 ? PARAGRAPH : LINE;
            }
            while (before > 0 && "\"')]}»”’*_".indexOf(text.charAt(before)) >= 0) {
                before--;
            }
            return before >= 0 && ".!?…。！？".indexOf(text.charAt(before)) >= 0 ? SENTENCE : WORD;
        }

        private int skipWhiteSpace(int from) {
            int place = from;
            while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
                place++;
            }
            return place;
        }

        private void add(int start, int end) {
            int last = end;
            while (last > start && Character.isWhitespace(text.charAt(last - 1))) {
                last--;
            }
            // Where nothing but white space follows, an overlap alone would be a piece that brings nothing new.
            if (pieces.isEmpty() || last > pieces.getLast().end()) {
                pieces.add(new Location(pieces.size(), start, last, headings(last)));
            }
        }

        /** The headings that stand above all of the piece. */
        private List<String> headings(int end) {
            List<String> common = sections.get(section).path();
            for (int next = section + 1;
                    next < sections.size() && sections.get(next).start() < end;
                    next++) {
                List<String> other = sections.get(next).path();
                int same = 0;
                while (same < Math.min(common.size(), other.size())
                        && common.get(same).equals(other.get(same))) {
                    same++;
                }
                common = common.subList(0, same);
            }
            return common;
        }
    }
}
