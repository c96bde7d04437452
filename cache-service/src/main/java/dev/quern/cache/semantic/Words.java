package dev.quern.cache.semantic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code words.txt} says of English words. A word it does not know matters, so a gap costs a hit, never a wrong one. */
final class Words {
    private static final Map<String, List<String>> SECTIONS = read();

    static final Set<String> ENGLISH = set("english");
    static final Set<String> FOREIGN = set("foreign");
    static final Set<String> FILLERS = set("filler");
    static final Set<String> AUXILIARIES = set("auxiliary");
    static final Set<String> LIGHT = set("light");
    static final Set<String> MODIFIERS = set("modifier");
    static final Set<String> BEFORE_A_VERB = set("before a verb");
    static final Set<String> PREPOSITIONS = set("preposition");
    static final Set<String> DIRECTIONS = set("direction");
    static final Set<String> CONJUNCTIONS = set("conjunction");
    static final Set<String> NEGATIONS = set("negation");
    static final Set<String> QUESTIONS = set("question");
    static final Set<String> KINDS_OF_WAY = set("way");
    static final Set<String> MEASURES = set("measure");
    static final Map<String, String> TENSES = map("tense");
    static final Map<String, String> PERSONS = map("person");
    static final Map<String, String> NUMBERS = map("number");
    static final Map<String, String> IRREGULAR = map("irregular");
    static final Set<String> IRREGULAR_PLURALS = set("plural");
    static final Map<String, List<String>> CORRECTIONS = lines("misspelt")
            .collect(Collectors.toUnmodifiableMap(List::getFirst, line -> line.subList(1, line.size())));
    private static final Map<String, String> SAME = same();
    static final Set<String> DATES = keys("date");
    static final Set<String> UNITS = keys("unit");
    static final Set<String> MINOR = set("minor");
    private static final Map<String, Set<String>> OPPOSITES = opposites();

    private Words() {}

    /** The same for all forms of a word and for those that may stand for it. */
    static String key(String word) {
        String stem = Stems.of(word);
        return SAME.getOrDefault(stem, stem);
    }

    /** Both as {@link #key} gives them. */
    static boolean areOpposites(String key, String other) {
        Set<String> opposites = OPPOSITES.get(key);
        return opposites != null && opposites.contains(other);
    }

    static List<String> phrases() {
        return Objects.requireNonNull(SECTIONS.get("phrase"));
    }

    private static Map<String, String> same() {
        Map<String, String> keys = new HashMap<>();
        lines("same").forEach(group -> {
            String key = Stems.of(group.getFirst());
            group.forEach(word -> keys.put(Stems.of(word), key));
        });
        return Map.copyOf(keys);
    }

    private static Map<String, Set<String>> opposites() {
        Map<String, Set<String>> opposites = new HashMap<>();
        lines("opposite").map(pair -> pair.stream().map(Words::key).toList()).forEach(pair -> {
            opposites.computeIfAbsent(pair.getFirst(), _ -> new HashSet<>()).add(pair.getLast());
            opposites.computeIfAbsent(pair.getLast(), _ -> new HashSet<>()).add(pair.getFirst());
        });
        return Map.copyOf(opposites);
    }

    private static Stream<List<String>> lines(String section) {
        return Objects.requireNonNull(SECTIONS.get(section)).stream()
                .map(line -> List.of(line.strip().split(" +", -1)));
    }

    private static Set<String> set(String section) {
        return lines(section).flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> keys(String section) {
        return set(section).stream().map(Words::key).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> map(String section) {
        Function<List<String>, String> value = List::getLast;
        return lines(section).collect(Collectors.toUnmodifiableMap(List::getFirst, value));
    }

    private static Map<String, List<String>> read() {
        Map<String, List<String>> sections = new HashMap<>();
        List<String> section = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Words.class.getResourceAsStream("words.txt")), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("[")) {
                    section = new ArrayList<>();
                    sections.put(line.substring(1, line.length() - 1), section);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    section.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }
}
