package dev.quern.llm;

import java.text.Normalizer;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a sentence says, as far as words tell: its content words without their endings, its numbers, those within its
 * words included, and whether it denies. A unit is a word of its own, with or without a space before it. Scripts that
 * are written without spaces, or with particles joined to the words, are compared by pairs of characters.
 *
 * @param content in the order in which they first come
 * @param names the content words that are written like names: with a capital letter that no sentence begins with
 */
record Words(Set<String> content, Set<String> numbers, Set<String> names, boolean negated) {
    private static final String DIGITS = "\\p{Nd}++(?:[.,]\\p{Nd}++)*+";
    private static final Pattern NUMBER = Pattern.compile(DIGITS);
    private static final Pattern TOKEN = Pattern.compile(
            DIGITS + "|[\\p{L}\\p{Nl}\\p{No}](?:[\\p{L}\\p{M}\\p{Nl}\\p{No}]|" + DIGITS + ")*+(?:['’]\\p{L}+)?");
    private static final Pattern GROUPING = Pattern.compile(",(?=\\p{Nd}{3}(?!\\p{Nd}))");
    private static final Pattern JOINED_SCRIPT = Pattern.compile(
            "[\\p{IsHan}\\p{IsHangul}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]");
    private static final Set<String> NEGATIONS =
            Set.of("not", "no", "never", "none", "neither", "nor", "nothing", "nobody", "without", "cannot");
    private static final Set<String> STOP_WORDS = Set.of(
            ("a about above after again all also am an and any are as at be because been before being below between both"
                            + " but by can could did do does doing done down during each few for from further had has have"
                            + " having he her here hers him his how i if in into is it its itself just let may me might"
                            + " more most much must my of off on once one only or other our out over own per please same"
                            + " shall she should so some such tell than that the their them then there these they this"
                            + " those through to too under until up upon us use very via was we were what when where which"
                            + " while who whom whose why will with would yes you your s t d m ll re ve")
                    .split(" "));

    Words {
        content = Collections.unmodifiableSet(new LinkedHashSet<>(content));
        numbers = Set.copyOf(numbers);
        names = Set.copyOf(names);
    }

    static Words of(String text) {
        Set<String> content = new LinkedHashSet<>();
        Set<String> numbers = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        String first = "";
        boolean negated = false;
        Matcher token = TOKEN.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC));
        for (int position = 0; token.find(); position++) {
            boolean capital = Character.isUpperCase(token.group().codePointAt(0));
            String word = GROUPING.matcher(
                            token.group().toLowerCase(Locale.ROOT).replace('’', '\''))
                    .replaceAll("");
            Matcher number = NUMBER.matcher(word);
            while (number.find()) {
                numbers.add(number.group());
            }
            if (NEGATIONS.contains(word) || word.endsWith("n't")) {
                negated = true;
            } else if (Character.isDigit(word.codePointAt(0))) {
                content.add(word);
            } else if (JOINED_SCRIPT.matcher(word).find()) {
                addPairs(word, content);
            } else {
                String bare = word.contains("'") ? word.substring(0, word.indexOf('\'')) : word;
                if (!STOP_WORDS.contains(bare)) {
                    String stem = stem(bare);
                    content.add(stem);
                    if (position == 0) {
                        first = capital ? stem : "";
                    } else if (capital) {
                        names.add(stem);
                        // The first word of a sentence is a name when another follows at once: "Marie Curie".
                        if (position == 1 && !first.isEmpty()) {
                            names.add(first);
                        }
                    }
                }
            }
        }
        return new Words(content, numbers, names, negated);
    }

    /** Whether any of it is in a script whose words cannot be told by the spaces between them. */
    static boolean areJoined(String text) {
        return JOINED_SCRIPT.matcher(text).find();
    }

    private static void addPairs(String word, Set<String> content) {
        if (word.length() == 1) {
            content.add(word);
        }
        for (int i = 0; i + 1 < word.length(); i++) {
            content.add(word.substring(i, i + 2));
        }
    }

    /** Takes common English endings off: crude, but the same on both sides of every comparison. */
    private static String stem(String word) {
        String stem = word;
        if (stem.length() > 4 && stem.endsWith("ies")) {
            stem = stem.substring(0, stem.length() - 3) + "y";
        } else if (stem.length() > 3 && stem.endsWith("s") && !stem.endsWith("ss") && !stem.endsWith("us")) {
            stem = stem.substring(0, stem.length() - 1);
        }
        for (String ending : new String[] {"ing", "ed", "ly", "e"}) {
            if (stem.length() - ending.length() >= 3 && stem.endsWith(ending)) {
                return stem.substring(0, stem.length() - ending.length());
            }
        }
        return stem;
    }
}
