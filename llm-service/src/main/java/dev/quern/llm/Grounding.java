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
 * <p>{@link SupportJudge} decides what is true. What repeats the model's instructions is no answer: it is withheld up to
 * the end of its sentence.
 */
final class Grounding {
    /** Content words of a sentence that only a model going round in circles says twice. */
    private static final int LEAST_REPEATED = 3;

    /** So many characters that come three times among the last {@link #WINDOW} are said over and over. */
    private static final int ROUND = 60;

    private static final int WINDOW = 400;

    /** A sentence ends here at the latest: at a space if there is one before {@link #LONGEST_WORD} more characters. */
    private static final int LONGEST = 2_000;

    private static final int LONGEST_WORD = 100;

    private static final Pattern MARKER = Pattern.compile("\\[\\s*\\d{1,9}(?:\\s*,\\s*\\d{1,9})*\\s*]");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern WORDLESS = Pattern.compile("[^\\p{L}\\p{N}]*");
    private static final int LONGEST_MARKER = 40;

    private static final InstructionEcho INSTRUCTIONS = new InstructionEcho(PromptTemplate.INSTRUCTION);

    private final SupportJudge judge;
    private final Output output;
    private final List<Sentence> sentences = new ArrayList<>();
    private final Set<Words> said = new HashSet<>();
    private boolean repeating;
    private boolean hasGiven;
    private int removedCitations;

    /** The sentence that is growing, without its citations; its first {@link #given} characters have been passed on. */
    private final StringBuilder sentence = new StringBuilder();

    private int given;
    /** Where to go on looking for the sentence's end. */
    private int searched;
    /** How much of the sentence has been looked through for the instructions, and where they begin in it. */
    private int watched;

    private int leak = InstructionEcho.NONE;
    /** The last character that the model wrote. */
    private char last = '\n';

    private final Set<Integer> cited = new LinkedHashSet<>();
    private final StringBuilder marker = new StringBuilder();

    Grounding(SupportJudge judge, Output output) {
        this.judge = judge;
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
            last = text.charAt(i);
        }
        if (leak == InstructionEcho.NONE) {
            leak = INSTRUCTIONS.leak(sentence, Math.max(0, sentence.length() - watched));
            watched = sentence.length();
        }
        giveUpTo(Math.min(
                SentenceEnds.settled(sentence), leak == InstructionEcho.NONE ? INSTRUCTIONS.settled(sentence) : leak));
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

    /** Whether any text has been passed on. */
    boolean hasGiven() {
        return hasGiven;
    }

    // What the matcher saw of a text that is still growing is the very question hitEnd() is there for.
    @SuppressWarnings("JdkObsolete")
    private void accept(char c) throws InterruptedException {
        // "args[0]" cites nothing.
        if (marker.isEmpty() && (c != '[' || Character.isLetterOrDigit(last))) {
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
            if (judge.isGiven(source)) {
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
        searched = 0;
    }

    private void endSentences(boolean whole) throws InterruptedException {
        int end = SentenceEnds.find(sentence, searched, whole);
        while (end >= 0) {
            endSentence(end);
            end = SentenceEnds.find(sentence, 0, whole);
        }
        searched = ~end;
        if (sentence.length() >= LONGEST && mayBeCut()) {
            endSentence(sentence.length());
        }
    }

    private boolean mayBeCut() {
        char end = sentence.charAt(sentence.length() - 1);
        return Character.isWhitespace(end)
                || (sentence.length() >= LONGEST + LONGEST_WORD && !Character.isHighSurrogate(end));
    }

    private void endSentence(int end) throws InterruptedException {
        String text = sentence.substring(0, end);
        int repeated = INSTRUCTIONS.leak(text);
        if (repeated != InstructionEcho.NONE) {
            withhold(Math.max(given, repeated), end);
        } else if (!WORDLESS.matcher(text).matches()) {
            Words words = Words.of(text);
            List<Citation> citations = isStuck(text) ? List.of() : judge.citations(text.strip(), words, cited);
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

    private void withhold(int from, int end) throws InterruptedException {
        String before = sentence.substring(0, from).strip();
        if (!before.isEmpty()) {
            sentences.add(new Sentence(before, List.of()));
        }
        giveUpTo(from);
        drop(end);
    }

    private void drop(int length) {
        sentence.delete(0, length);
        given = Math.max(0, given - length);
        searched = 0;
        watched = 0;
        leak = InstructionEcho.NONE;
    }

    /** Whether the model says the same over and over without ever ending the sentence. */
    private static boolean isStuck(CharSequence text) {
        if (text.length() < 3 * ROUND) {
            return false;
        }
        String end = text.subSequence(Math.max(0, text.length() - WINDOW), text.length())
                .toString();
        String round = end.substring(end.length() - ROUND);
        int before = end.lastIndexOf(round, end.length() - 2 * ROUND);
        return before >= ROUND && end.lastIndexOf(round, before - ROUND) >= 0;
    }

    private void giveUpTo(int end) throws InterruptedException {
        if (end > given) {
            String part = sentence.substring(given, end);
            given = end;
            hasGiven = true;
            output.accept(part);
        }
    }
}
