package dev.quern.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts tokens of a model, which reads every character once, a few thousand at a time. A token may be a word of any
 * length: it counts as at most {@link #CHARACTERS} characters, so that a piece has an end.
 */
final class TokenRuler implements Ruler {
    private static final int CHARACTERS = 16;
    private static final int LONGEST_TEXT = 8_000;
    /** Read by one call. */
    private static final int TEXTS = 16;

    private final TextWindow text;
    private final Chunker.TokenEnds tokens;
    /** Where the tokens end that are still needed, ascending. */
    private int[] ends = new int[1024];

    private int count;
    /** What comes before this place is counted. */
    private int counted;

    TokenRuler(TextWindow text, Chunker.TokenEnds tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    @Override
    public int ahead(int from, int units) {
        int furthest = from + characters(units);
        while (count - endingBy(from) <= units && counted <= furthest && text.reaches(counted)) {
            countOn();
        }
        int before = endingBy(from);
        int last = before + units - 1;
        if (last >= count) {
            return text.reaches(furthest) ? furthest : text.end();
        }
        return Math.min(furthest, afterWhiteSpace(wholeCharacter(before, last), furthest));
    }

    @Override
    public int back(int to, int units) {
        int first = endingBy(to) - units;
        int place = units == 0 ? to : first > 0 ? ends[first - 1] : 0;
        return Math.max(place, to - characters(units));
    }

    @Override
    public int characters(int units) {
        return CHARACTERS * units;
    }

    /** How many of the tokens end at this place or before it. */
    private int endingBy(int place) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The end of this token, or of one before it where it shares its last character with the next. */
    private int wholeCharacter(int before, int last) {
        int whole = last;
        while (whole >= before && whole + 1 < count && ends[whole] == ends[whole + 1]) {
            whole--;
        }
        // A character of more tokens than a piece may have is a piece nevertheless.
        return ends[whole < before ? last : whole];
    }

    private int afterWhiteSpace(int from, int furthest) {
        int place = from;
        while (place < furthest && text.reaches(place) && text.isWhiteSpace(place)) {
            place++;
        }
        return place;
    }

    private void countOn() {
        forget();
        counted = Math.max(counted, text.needed());
        int furthest = counted + TEXTS * LONGEST_TEXT;
        List<String> texts = new ArrayList<>(TEXTS);
        List<Integer> starts = new ArrayList<>(TEXTS);
        while (texts.size() < TEXTS) {
            counted = afterWhiteSpace(counted, furthest);
            if (counted >= furthest || !text.reaches(counted)) {
                break;
            }
            int end = textEnd(counted);
            texts.add(text.text(counted, end));
            starts.add(counted);
            counted = end;
        }
        if (!texts.isEmpty()) {
            List<int[]> found = tokens.of(texts);
            for (int i = 0; i < texts.size(); i++) {
                add(starts.get(i), found.get(i));
            }
        }
    }

    private int textEnd(int start) {
        int furthest = start + LONGEST_TEXT;
        if (!text.reaches(furthest)) {
            return text.end();
        }
        int end = furthest;
        while (end > start && !text.isWhiteSpace(end)) {
            end--;
        }
        return end > start ? end : Character.isLowSurrogate(text.at(furthest)) ? furthest - 1 : furthest;
    }

    private void add(int start, int[] found) {
        if (count + found.length > ends.length) {
            ends = Arrays.copyOf(ends, Math.max(count + found.length, 2 * ends.length));
        }
        for (int end : found) {
            int place = start + end;
            boolean halfCharacter = text.reaches(place) && Character.isLowSurrogate(text.at(place));
            ends[count++] = halfCharacter ? place + 1 : place;
        }
    }

    private void forget() {
        int forgotten = endingBy(text.needed());
        System.arraycopy(ends, forgotten, ends, 0, count - forgotten);
        count -= forgotten;
    }
}
