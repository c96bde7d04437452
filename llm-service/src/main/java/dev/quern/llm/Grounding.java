package dev.quern.llm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a model's text an answer whose citations are true. Text passes through as it comes; only what may still become
 * a citation or the end of a sentence is held back. Citations are taken out where the model wrote them and stand, once
 * checked, before the punctuation that closes their sentence.
 *
 * <p>A citation of the model's is kept when its source supports the sentence by {@link #KEEP} or more. A sentence that
 * has none left, and says more than a word, gets the source that supports it best, if that is {@link #ADD} or more;
 * else it is unsupported. Citing on our own account needs more than believing the model. {@link Evidence} says what
 * support is.
 */
final class Grounding {
    static final double KEEP = 0.4;
    static final double ADD = 0.6;

    /** One word, as in "The answer is:", is found in some passage or other without meaning anything. */
    private static final int LEAST_ADDED = 2;
    /** Content words of a sentence that only a model going round in circles says twice. */
    private static final int LEAST_REPEATED = 3;

    private static final int LONG = 200;
    /** Twice what English has, of which most is another word each time. */
    private static final int CHARACTERS_PER_WORD = 25;

    private static final Pattern MARKER = Pattern.compile("\\[\\s*\\d{1,9}(?:\\s*,\\s*\\d{1,9})*\\s*]");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern WORDLESS = Pattern.compile("[^\\p{L}\\p{N}]*");
    private static final int LONGEST_MARKER = 40;

    private final Evidence evidence;
    private final Output output;
    private final List<Sentence> sentences = new ArrayList<>();
    private final Set<Words> said = new HashSet<>();
    private boolean repeating;
    private int removedCitations;

    /** The sentence that is growing, without its citations; its first {@link #given} characters have been passed on. */
    private final StringBuilder sentence = new StringBuilder();

    private int given;
    private final Set<Integer> cited = new LinkedHashSet<>();
    private final StringBuilder marker = new StringBuilder();

    Grounding(Evidence evidence, Output output) {
        this.evidence = evidence;
        this.output = output;
    }

    /** Takes the grounded text part by part. */
    @FunctionalInterface
    interface Output {
        void accept(String text) throws InterruptedException;
    }

    /** Takes the next part of the model's text; false once the model only repeats what it has said. */
    boolean accept(String text) throws InterruptedException {
        for (int i = 0; i < text.length(); i++) {
            accept(text.charAt(i));
        }
        giveUpTo(SentenceEnds.settled(sentence));
        return !repeating && !isStuck(sentence);
    }

    /** The model has said all. */
    void end() throws InterruptedException {
        sentence.append(marker);
        marker.setLength(0);
        dropTrailingSpace();
        endSentences(true);
        endSentence(sentence.length());
    }

    List<Sentence> sentences() {
        return List.copyOf(sentences);
    }

    int removedCitations() {
        return removedCitations;
    }

    // What the matcher saw of a text that is still growing is the very question hitEnd() is there for.
    @SuppressWarnings("JdkObsolete")
    private void accept(char c) throws InterruptedException {
        if (marker.isEmpty() && c != '[') {
            boolean leadingSpace = sentence.isEmpty() && sentences.isEmpty() && Character.isWhitespace(c);
            if (!leadingSpace) {
                sentence.append(c);
                endSentences(false);
            }
            return;
        }
        marker.append(c);
        Matcher matcher = MARKER.matcher(marker);
        if (matcher.matches()) {
            cite(marker);
            marker.setLength(0);
        } else if (!matcher.hitEnd() || marker.length() > LONGEST_MARKER) {
            // Not a citation after all. Its last character may begin one.
            marker.setLength(marker.length() - 1);
            sentence.append(marker);
            marker.setLength(0);
            endSentences(false);
            accept(c);
        }
    }

    private void cite(CharSequence citation) {
        dropTrailingSpace();
        Matcher number = NUMBER.matcher(citation);
        while (number.find()) {
            int source = Integer.parseInt(number.group());
            if (evidence.isGiven(source)) {
                cited.add(source);
            } else {
                removedCitations++;
            }
        }
    }

    private void dropTrailingSpace() {
        while (sentence.length() > given && Character.isWhitespace(sentence.charAt(sentence.length() - 1))) {
            sentence.setLength(sentence.length() - 1);
        }
    }

    private void endSentences(boolean whole) throws InterruptedException {
        for (int end = SentenceEnds.find(sentence, whole);
                end != SentenceEnds.NONE;
                end = SentenceEnds.find(sentence, whole)) {
            endSentence(end);
        }
    }

    private void endSentence(int end) throws InterruptedException {
        String text = sentence.substring(0, end);
        if (!WORDLESS.matcher(text).matches()) {
            Words words = Words.of(text);
            List<Citation> citations = isStuck(text) ? List.of() : check(words);
            repeating |= words.content().size() >= LEAST_REPEATED && !said.add(words);
            StringBuilder markers = new StringBuilder();
            citations.forEach(
                    citation -> markers.append('[').append(citation.source()).append(']'));
            if (!markers.isEmpty()) {
                markers.insert(0, ' ');
            }
            int at = Math.max(given, Math.min(end, SentenceEnds.closingStart(text)));
            sentence.insert(at, markers);
            int newEnd = end + markers.length();
            sentences.add(new Sentence(sentence.substring(0, newEnd).strip(), citations));
            giveUpTo(newEnd);
            drop(newEnd);
        } else {
            giveUpTo(end);
            drop(end);
        }
        cited.clear();
    }

    private void drop(int length) {
        sentence.delete(0, length);
        given = Math.max(0, given - length);
    }

    private List<Citation> check(Words words) {
        List<Citation> kept = cited.stream()
                .flatMap(source -> evidence.support(source, words).stream())
                .filter(citation -> citation.support() >= KEEP)
                .toList();
        return kept.isEmpty() && saysEnough(words)
                ? evidence.bestSupport(words).filter(citation -> citation.support() >= ADD).stream()
                        .toList()
                : kept;
    }

    private static boolean saysEnough(Words words) {
        return words.content().size() >= LEAST_ADDED || !words.numbers().isEmpty();
    }

    /** Whether the model says a few words over and over without ever ending the sentence. */
    private static boolean isStuck(CharSequence text) {
        return text.length() > LONG && Words.of(text.toString()).content().size() < text.length() / CHARACTERS_PER_WORD;
    }

    private void giveUpTo(int end) throws InterruptedException {
        if (end > given) {
            String part = sentence.substring(given, end);
            given = end;
            output.accept(part);
        }
    }
}
