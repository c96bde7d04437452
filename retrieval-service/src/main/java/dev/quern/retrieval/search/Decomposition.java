package dev.quern.retrieval.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes a compound question apart by rules: what is compared, questions one after the other, and questions joined by
 * `and`. When a part points back (`how does it work`) or says too little to be searched by itself, it is one question.
 */
final class Decomposition {
    static final int MOST_PARTS = 4;

    /** A question of a single word, such as `what effect`, finds anything. */
    private static final int LEAST_TELLING = 2;
    /** Longer ones are texts rather than questions, and the rules would take long for some of them. */
    static final int LONGEST = 500;

    private static final String ASKING =
            "(?:who|whom|whose|what|when|where|why|how|which|does|do|did|is|are|was|were|can"
                    + "|could|should|would|will|has|have|had)";
    private static final Pattern DIFFERENCE =
            pattern("^(.*?)\\bdifferences? (?:between|of) (.+?) (?:and|to|from) (.+?)\\??$");
    private static final Pattern COMPARISON =
            pattern("^(.*?)\\bcompar(?:e|ed|ing|ison of|ison between) (.+?) (?:and|with|to|against) (.+?)[?.]?$");
    private static final Pattern VERSUS = pattern("^(.*?)(\\S+(?: \\S+){0,3}?) (?:vs\\.?|versus) (.+?)\\??$");
    private static final Pattern SENTENCES = pattern("(?<=\\?)\\s+");
    private static final Pattern CLAUSES = pattern("[,;]?\\s+(?:and|but|or)\\s+(?=" + ASKING + "\\b)");
    private static final Pattern QUESTION = pattern("^(?:.*\\s)?" + ASKING + "\\b.*");
    private static final Set<String> POINTING_BACK =
            Set.of("it", "its", "they", "them", "their", "he", "she", "his", "her", "this", "that", "these", "those");

    private Decomposition() {}

    /** The parts, two or more; none when the question is a simple one or very long. */
    static List<String> parts(String question) {
        if (question.length() > LONGEST) {
            return List.of();
        }
        Optional<List<String>> compared = comparison(question);
        int telling = compared.isPresent() ? 1 : LEAST_TELLING;
        List<String> parts = compared.orElseGet(() -> questions(question)).stream()
                .map(String::strip)
                .distinct()
                .limit(MOST_PARTS)
                .toList();
        return parts.size() > 1 && parts.stream().allMatch(part -> standsAlone(part, telling)) ? parts : List.of();
    }

    private static Optional<List<String>> comparison(String question) {
        return Stream.of(DIFFERENCE, COMPARISON, VERSUS)
                .map(pattern -> pattern.matcher(question))
                .filter(Matcher::matches)
                .findFirst()
                .map(match -> List.of(match.group(2), match.group(3)));
    }

    private static List<String> questions(String question) {
        List<String> parts = new ArrayList<>();
        for (String sentence : SENTENCES.splitAsStream(question).toList()) {
            List<String> clauses = CLAUSES.splitAsStream(sentence).toList();
            boolean whole =
                    clauses.stream().allMatch(clause -> QUESTION.matcher(clause).matches());
            parts.addAll(whole ? clauses : List.of(sentence));
        }
        return parts.size() > 1 ? parts : List.of();
    }

    private static boolean standsAlone(String part, int least) {
        List<String> telling = new ArrayList<>();
        List<String> pointing = new ArrayList<>();
        Words.listen(part, (start, end) -> {
            String word = Words.folded(part.substring(start, end));
            if (POINTING_BACK.contains(word)) {
                pointing.add(word);
            } else if (!Words.isCommon(word)) {
                telling.add(word);
            }
        });
        return pointing.isEmpty() && telling.size() >= least;
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
