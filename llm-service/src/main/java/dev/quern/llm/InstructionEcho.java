package dev.quern.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where a text that is still growing repeats the instructions that its model was given: {@link #LEAK} of their
 * words in a row. It knows them word by word, not in other words or other languages.
 */
final class InstructionEcho {
    /** The longest run that answers to ordinary questions have by chance is "answer the question using". */
    static final int LEAK = 6;

    /** Words at the beginning of a run that are given in any case: so many are in most sentences, and hold up nothing. */
    private static final int HARMLESS = 2;

    /** Nothing is repeated. */
    static final int NONE = -1;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    /** More than so many characters a word hold up no run. */
    private static final int WINDOW = 400;

    private final List<String> instructions;

    InstructionEcho(String instructions) {
        this.instructions = words(instructions).stream().map(Word::text).toList();
    }

    private record Word(String text, int start, int end) {}

    /** From where on a text is to be withheld that has a run of {@link #LEAK} words or more, or {@link #NONE}. */
    int leak(CharSequence text) {
        return leak(text, text.length());
    }

    /** The same, of a growing text in all of which but its last {@code fresh} characters nothing was found before. */
    int leak(CharSequence growing, int fresh) {
        int from = Math.max(0, growing.length() - fresh - WINDOW);
        List<Word> words = words(growing.subSequence(from, growing.length()));
        for (int i = 0; i + LEAK <= words.size(); i++) {
            if (run(words, i, i + LEAK, false)) {
                return from + words.get(i + HARMLESS).start();
            }
        }
        return NONE;
    }

    /** How much of a growing text can be given: all but a run at its end that may go on to be one. */
    int settled(CharSequence growing) {
        int from = Math.max(0, growing.length() - WINDOW);
        List<Word> words = words(growing.subSequence(from, growing.length()));
        for (int i = Math.max(0, words.size() - LEAK); i + HARMLESS < words.size(); i++) {
            boolean open = from + words.getLast().end() == growing.length();
            if (run(words, i, words.size(), open)) {
                return from + words.get(i + HARMLESS).start();
            }
        }
        return growing.length();
    }

    /** Whether the words from {@code start} to {@code end} stand in the instructions in a row. */
    private boolean run(List<Word> words, int start, int end, boolean lastIsOpen) {
        for (int at = 0; at + end - start <= instructions.size(); at++) {
            int same = 0;
            while (same < end - start
                    && same(
                            words.get(start + same),
                            instructions.get(at + same),
                            lastIsOpen && start + same == end - 1)) {
                same++;
            }
            if (same == end - start) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(Word word, String instruction, boolean open) {
        return open ? instruction.startsWith(word.text()) : instruction.equals(word.text());
    }

    private static List<Word> words(CharSequence text) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(new Word(matcher.group().toLowerCase(Locale.ROOT), matcher.start(), matcher.end()));
        }
        return words;
    }
}
