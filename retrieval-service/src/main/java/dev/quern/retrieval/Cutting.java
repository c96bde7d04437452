package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One text that is being cut. What is decided depends on no more of the text than is always read ahead. */
final class Cutting {
    /** A section shorter than this share of a piece is not worth one of its own: what follows joins it. */
    private static final int SMALL_SECTION = 5;
    /** The pieces of a text are in memory together, with the headings above them. */
    private static final int MOST_PIECES = 500_000;

    /** A piece, a block that does not fit it, and what follows the block. */
    private static final int PIECES_AHEAD = 3;

    private final Chunking.Method method;
    private final int size;
    private final int overlap;
    private final TextWindow text;
    private final Sections sections;
    private final Ruler ruler;
    private final int ahead;
    private final List<Location> pieces = new ArrayList<>();
    private int start;
    private int lastEnd;
    private boolean beginsSection = true;
    private int pageEnds;

    Cutting(Chunking chunking, TextWindow text, Sections sections, Ruler ruler) {
        method = chunking.method();
        size = chunking.size();
        overlap = chunking.overlap();
        this.text = text;
        this.sections = sections;
        this.ruler = ruler;
        ahead = PIECES_AHEAD * ruler.characters(size) + MarkdownLine.LONGEST + 2;
    }

    List<Location> run() {
        goTo(0);
        while (text.reaches(start)) {
            cut();
        }
        // That there are pages shows only where the first one ends.
        for (int i = 0; i < pieces.size() && pageEnds > 0 && pieces.get(i).page() == 0; i++) {
            Location piece = pieces.get(i);
            pieces.set(i, new Location(i, piece.start(), piece.end(), 1, piece.headingPath()));
        }
        return pieces;
    }

    private void cut() {
        text.reaches(start + ahead);
        sections.forgetBefore(start);
        int full = ruler.ahead(start, size);
        Optional<Integer> heading = sections.headingBetween(leastEndAtHeading(), full);
        int end = heading.orElseGet(() -> text.reaches(full) ? bestEnd(full) : full);
        add(end);
        int next = heading.isEmpty() && text.reaches(end) ? overlapStart(end) : end;
        beginsSection = heading.isPresent();
        lastEnd = end;
        goTo(next);
    }

    private int leastEndAtHeading() {
        boolean joins = method != Chunking.Method.HEADINGS || beginsSection;
        return Math.max(lastEnd + 1, joins ? ruler.ahead(start, size / SMALL_SECTION) : start + 1);
    }

    /** The last of the best places in the second half of a full piece; whole sentences may leave it emptier. */
    private int bestEnd(int full) {
        int half = ruler.ahead(start, size / 2);
        int least = method == Chunking.Method.SENTENCES ? Breaks.SENTENCE : Breaks.WORD;
        return best(half, full, least)
                .or(() -> least > Breaks.WORD ? lastSentence(half) : Optional.empty())
                .or(() -> best(half, full, Breaks.WORD))
                .orElseGet(() -> anyEnd(full));
    }

    private Optional<Integer> best(int half, int full, int least) {
        int best = half;
        int bestLevel = least - 1;
        for (int end = full; end > half && bestLevel < Breaks.PAGE; end--) {
            if (text.level(end) > bestLevel && !cutsBlock(end)) {
                best = end;
                bestLevel = text.level(end);
            }
        }
        return best > half ? Optional.of(best) : Optional.empty();
    }

    private Optional<Integer> lastSentence(int half) {
        for (int end = half; end > Math.max(start, lastEnd); end--) {
            if (text.level(end) >= Breaks.SENTENCE && !cutsBlock(end)) {
                return Optional.of(end);
            }
        }
        return Optional.empty();
    }

    private int anyEnd(int full) {
        return sections.blockAround(full)
                .filter(this::fits)
                .map(Block::start)
                .filter(block -> block > Math.max(start, lastEnd))
                .orElse(Character.isLowSurrogate(text.at(full)) ? full - 1 : full);
    }

    private boolean cutsBlock(int place) {
        return sections.blockAround(place).filter(this::fits).isPresent();
    }

    /** One that began in an earlier piece did not. */
    private boolean fits(Block block) {
        return block.start() >= start && ruler.ahead(block.start(), size) >= block.end();
    }

    /** The first sentence within the overlap before {@code end}, else the first word, else no overlap. */
    private int overlapStart(int end) {
        int word = end;
        for (int place = Math.max(start + 1, Math.max(ruler.back(end, overlap), leastStart(end)));
                place < end;
                place++) {
            int level = text.level(place);
            if (level >= Breaks.SENTENCE || (level == Breaks.WORD && word == end)) {
                if (sections.blockAround(place).isPresent()) {
                    continue;
                }
                if (level >= Breaks.SENTENCE) {
                    return place;
                }
                word = place;
            }
        }
        return method == Chunking.Method.SENTENCES ? end : word;
    }

    /** From where the next piece has room for what is to be whole at its end. */
    private int leastStart(int end) {
        int full = ruler.ahead(end, size);
        return (method == Chunking.Method.SENTENCES
                        ? sentenceEnd(end, full)
                        : sections.blockFrom(end).map(Block::end))
                .filter(whole -> whole <= full)
                .map(whole -> ruler.back(whole, size))
                .orElse(0);
    }

    private Optional<Integer> sentenceEnd(int from, int full) {
        for (int end = from + 1; end < full; end++) {
            if (text.level(end) >= Breaks.SENTENCE && !cutsBlock(end)) {
                return Optional.of(end);
            }
        }
        return Optional.of(full);
    }

    private void add(int end) {
        int last = end;
        while (last > start && text.isWhiteSpace(last - 1)) {
            last--;
        }
        // Where nothing but white space follows, an overlap alone would be a piece that brings nothing new.
        if (pieces.isEmpty() || last > pieces.getLast().end()) {
            if (pieces.size() == MOST_PIECES) {
                throw new QuernException(
                        ErrorCode.UNPROCESSABLE,
                        "The document would have more than 500,000 passages: choose larger ones.");
            }
            int page = pageEnds == 0 ? 0 : pageEnds + 1;
            pieces.add(new Location(pieces.size(), start, last, page, sections.headingsAbove(last)));
        }
    }

    /** Begins the next piece at this place, or after the white space there. */
    private void goTo(int place) {
        while (start < place || (text.reaches(start) && text.isWhiteSpace(start))) {
            pageEnds += text.at(start) == '\f' ? 1 : 0;
            start++;
            text.forgetBefore(start);
        }
    }
}
