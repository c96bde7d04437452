package dev.quern.gateway;

import java.lang.Character.UnicodeScript;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/** In which script a text is written: as much as can be told of its language without knowing any. */
final class Scripts {
    private static final Map<UnicodeScript, String> NAMES = Map.of(
            UnicodeScript.LATIN, "Latn",
            UnicodeScript.HANGUL, "Kore",
            UnicodeScript.HAN, "Hani",
            UnicodeScript.HIRAGANA, "Jpan",
            UnicodeScript.KATAKANA, "Jpan",
            UnicodeScript.CYRILLIC, "Cyrl",
            UnicodeScript.ARABIC, "Arab",
            UnicodeScript.GREEK, "Grek",
            UnicodeScript.HEBREW, "Hebr",
            UnicodeScript.DEVANAGARI, "Deva");

    private Scripts() {}

    /** Of most of its letters; {@code und} without any of a script that is known here. */
    static String language(String text) {
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        text.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .filter(NAMES::containsKey)
                .forEach(script -> letters.merge(script, 1, Integer::sum));
        return letters.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(most -> "und-" + NAMES.get(most.getKey()))
                .orElse("und");
    }
}
