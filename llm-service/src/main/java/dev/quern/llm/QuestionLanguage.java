package dev.quern.llm;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The language of a question where most of its letters are of a script that one language alone is commonly written in;
 * for the others a model is a better judge than a list of small words.
 */
final class QuestionLanguage {
    private static final Set<String> KNOWN = Set.of(Locale.getISOLanguages());
    private static final List<Written> DECISIVE = List.of(
            new Written("ko", Set.of(UnicodeScript.HANGUL)),
            new Written("th", Set.of(UnicodeScript.THAI)),
            new Written("el", Set.of(UnicodeScript.GREEK)),
            new Written("he", Set.of(UnicodeScript.HEBREW)));
    private static final Set<UnicodeScript> KANA = Set.of(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);
    private static final Written JAPANESE =
            new Written("ja", Set.of(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HAN));

    private QuestionLanguage() {}

    private record Written(String language, Set<UnicodeScript> scripts) {}

    /** An English name, as in "Korean", of the language that the caller wants, or else the question is surely in. */
    static Optional<String> nameOf(Prompt.Grounded prompt) {
        String code = Locale.forLanguageTag(prompt.language().replace('_', '-')).getLanguage();
        return (KNOWN.contains(code) ? Optional.of(code) : of(prompt.question()))
                .map(language -> Locale.of(language).getDisplayLanguage(Locale.ENGLISH));
    }

    /** ISO 639-1. */
    static Optional<String> of(String text) {
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        text.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .filter(script -> script != UnicodeScript.COMMON)
                .forEach(script -> letters.merge(script, 1, Integer::sum));
        int all = count(letters, letters.keySet());
        if (count(letters, KANA) > 0 && 2 * count(letters, JAPANESE.scripts()) > all) {
            return Optional.of(JAPANESE.language());
        }
        return DECISIVE.stream()
                .filter(written -> 2 * count(letters, written.scripts()) > all)
                .map(Written::language)
                .findFirst();
    }

    private static int count(Map<UnicodeScript, Integer> letters, Set<UnicodeScript> scripts) {
        return scripts.stream()
                .mapToInt(script -> letters.getOrDefault(script, 0))
                .sum();
    }
}
