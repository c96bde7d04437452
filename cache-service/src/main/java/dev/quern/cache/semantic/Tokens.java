package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a text into {@link Token}s; keeps identifiers, flags, versions and numbers whole. */
final class Tokens {
    private static final String CODE = "_\\@=#~^|";

    private final List<Token> tokens = new ArrayList<>();
    private boolean first = true;
    private boolean apart;
    private boolean quoted;

    private Tokens() {}

    /** @param plain as {@link Spelling#plain} gives it */
    static List<Token> of(String plain) {
        Tokens tokens = new Tokens();
        String[] chunks = plain.split(" ", -1);
        for (int i = 0; i < chunks.length; i++) {
            if (Marks.areAll(chunks[i])) {
                boolean ends = i + 1 == chunks.length || Character.isUpperCase(chunks[i + 1].charAt(0));
                tokens.marks(chunks[i], ends);
            } else {
                tokens.add(chunks[i]);
            }
        }
        return tokens.tokens;
    }

    private void marks(String chunk, boolean ends) {
        if (Marks.isPunctuation(chunk, ends)) {
            apart |= chunk.indexOf('-') >= 0;
            after(chunk, true);
            return;
        }
        int end = chunk.length();
        while (end > 1 && "?,".indexOf(chunk.charAt(end - 1)) >= 0) {
            end--;
        }
        String mark = chunk.substring(0, end);
        put(mark, mark, false);
        after(chunk.substring(end), true);
    }

    private void add(String chunk) {
        Marks.Marked marked = Marks.around(chunk, quoted);
        put(marked.operator(), marked.operator(), false);
        word(marked.word(), marked.tail().startsWith("()"));
        put(marked.mark(), marked.mark(), false);
        quoted ^= chunk.chars().filter(c -> c == '"').count() % 2 == 1;
        after(marked.tail(), marked.word().length() > 2);
    }

    /** @param sentence whether a full stop may be the end of one: it is none after an initial */
    private void after(String tail, boolean sentence) {
        apart |= tail.chars().anyMatch(c -> ",:;)".indexOf(c) >= 0);
        first |= (tail.indexOf('.') >= 0 && sentence) || tail.indexOf('?') >= 0 || tail.indexOf('!') >= 0;
    }

    private void word(String word, boolean call) {
        if ((word.startsWith("-") && word.length() > 1 && !Character.isDigit(word.charAt(1))) || call || isCode(word)) {
            put(word.startsWith("-") ? word : word.toLowerCase(Locale.ROOT), word, false);
            return;
        }
        if (word.equals("-")) {
            put(word, word, false);
            return;
        }
        if (Numerals.isNumber(word)) {
            Numerals.parts(word).forEach(part -> put(part, part, false));
            return;
        }
        int cut = firstSeparator(word);
        if (cut < 0) {
            simple(word);
            return;
        }
        if (cut > 0) {
            word(word.substring(0, cut), false);
        }
        char separator = word.charAt(cut);
        if (isMeant(word, cut)) {
            put(String.valueOf(separator), String.valueOf(separator), false);
        } else if (separator == '/') {
            put("or", "or", false);
        }
        apart |= separator == ',' || separator == ':';
        first |= separator == '?' || separator == '!';
        if (cut + 1 < word.length()) {
            word(word.substring(cut + 1), false);
        }
    }

    /** Whether the separator is an operator: of two numbers, of a number and a variable, of a function, or at the end. */
    private static boolean isMeant(String word, int cut) {
        char separator = word.charAt(cut);
        boolean last = cut + 1 == word.length();
        boolean number = !last && Character.isDigit(word.charAt(cut + 1));
        boolean afterNumber = cut > 0 && Character.isDigit(word.charAt(cut - 1));
        boolean variable = cut == 1 && Character.isLowerCase(word.charAt(0));
        return switch (separator) {
            case '-' -> cut > 0 && (last || (number && (afterNumber || variable)));
            case '(', '[', '{' -> cut > 0 && !last && !word.endsWith("s");
            default -> number && afterNumber;
        };
    }

    private static boolean isCode(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (CODE.indexOf(word.charAt(i)) >= 0) {
                return i > 0 || word.charAt(i) != '#';
            }
        }
        if (word.contains("::") || word.contains("://")) {
            return true;
        }
        int dot = word.indexOf('.');
        return dot >= 0
                && dot < word.length() - 1
                && !Character.isDigit(word.charAt(dot + 1))
                && word.indexOf('?') < 0
                && !isInitials(word);
    }

    private static boolean isInitials(String word) {
        for (int i = 0; i < word.length(); i++) {
            if ((word.charAt(i) == '.') != (i % 2 == 1)) {
                return false;
            }
        }
        return true;
    }

    private static int firstSeparator(String word) {
        for (int i = 0; i < word.length(); i++) {
            if ("-/,:;?!()[]{}\"".indexOf(word.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void simple(String word) {
        String lower =
                isInitials(word) ? word.toLowerCase(Locale.ROOT).replace(".", "") : word.toLowerCase(Locale.ROOT);
        int mark = lower.indexOf('\'');
        if (mark > 0 && mark + 1 < lower.length() && Character.isDigit(lower.charAt(mark + 1))) {
            // Feet and inches.
            put(lower, word, false);
            return;
        }
        if (mark > 0) {
            shortened(word, lower.substring(0, mark), lower.substring(mark + 1));
            return;
        }
        lower = lower.replace("'", "");
        List<String> correction = Words.CORRECTIONS.get(lower);
        if (correction == null) {
            put(lower, isInitials(word) ? word.replace(".", "") : word, false);
        } else {
            correction.forEach(part -> put(part, part, false));
        }
    }

    private void shortened(String word, String head, String tail) {
        String form = word.substring(0, head.length());
        switch (tail) {
            case "t" -> {
                boolean irregular = head.equals("can") || head.equals("won") || head.equals("shan");
                String verb = irregular
                        ? (head.equals("can") ? "can" : head.equals("won") ? "will" : "shall")
                        : head.endsWith("n") ? head.substring(0, head.length() - 1) : head;
                put(verb, verb, false);
                put("not", "not", false);
            }
            case "re" -> expanded(head, form, "are");
            case "ve" -> expanded(head, form, "have");
            case "ll" -> expanded(head, form, "will");
            case "m" -> expanded(head, form, "am");
            case "d" -> expanded(head, form, "would");
            case "s" -> {
                if (Words.QUESTIONS.contains(head) || Words.FILLERS.contains(head) || Words.PERSONS.containsKey(head)) {
                    expanded(head, form, head.equals("let") ? "us" : "is");
                } else {
                    put(head, form, true);
                }
            }
            case "" -> put(head, form, true);
            default -> put(head + tail, form + tail, false);
        }
    }

    private void expanded(String head, String form, String rest) {
        put(head, form, false);
        put(rest, rest, false);
    }

    private void put(String text, String form, boolean possessive) {
        if (text.isEmpty()) {
            return;
        }
        tokens.add(new Token(text, form, possessive, first, apart));
        first = false;
        apart = false;
    }
}
