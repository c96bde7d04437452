package dev.quern.gateway;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How complex a question is, 0 to 1, told from its form alone: the same text always has the same complexity, and adding
 * a clause never lowers it. It is the sum of these, at most 1:
 *
 * <ul>
 *   <li>length: up to .25, from 5 words to 30; without spaces two characters are a word
 *   <li>kind: .35 for why, explain, analyse and the like; .3 for how, but not for how many and the like; .1 for which
 *       and describe; nothing for what, who, when, where
 *   <li>clauses: .08 for each conjunction or mark that joins two, up to .24
 *   <li>further question words: .12 for each after the first, up to .24
 *   <li>further questions: .2 for each question mark after the first, up to .4
 *   <li>comparison: .3 when things are held against each other
 *   <li>cause and effect: .15 when a question is about what brings about what
 *   <li>time: .12 when it is about a range of time
 *   <li>named things: .05 for each after the first, up to .15
 *   <li>numbers: .04 for each after the first, up to .12
 * </ul>
 *
 * Words are known in English only: a question in another language is told by its length, marks, names and numbers.
 */
final class Complexity {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}'’-]*");
    private static final Pattern UNSPACED = Pattern.compile(
            "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]");
    private static final Pattern REASON = word("why|explain|analy[sz]e|evaluate|assess|discuss|justify|argue|critique|"
            + "recommend|elaborate|interpret|to what extent");
    private static final Pattern MANNER =
            word("how(?! (?:many|much|old|long|tall|far|big|often|high|large|deep|fast|wide|heavy|late|early)\\b)");
    private static final Pattern CHOICE = word("which|describe|summari[sz]e|outline");
    private static final Pattern QUESTION_WORD = word("what|who|whom|whose|when|where|why|how|which|explain|describe");
    private static final String CONJUNCTIONS = "and|or|but|because|although|though|while|whereas|if|unless|since|so|"
            + "given|despite|yet|whether|as well as|in order to";
    private static final Pattern CLAUSE =
            pattern("[,;:،、，；：—]\\s*(?:(?:" + CONJUNCTIONS + ")\\b)?|\\b(?:" + CONJUNCTIONS + ")\\b");
    private static final Pattern QUESTION_MARK = Pattern.compile("[?？؟]");
    private static final Pattern COMPARISON = word("compare[ds]?|comparing|comparison|versus|vs|difference|differences|"
            + "differ|differs|different|differently|better|worse|advantages?|disadvantages?|trade-?offs?|pros|cons|"
            + "similar|similarities|contrast|than|rather|relate[sd]?|relationship|instead of|as opposed to|unlike");
    private static final Pattern CAUSE = word(
            "causes?|caused|effects?|affect|affects|affected|impact|impacts|influence|"
                    + "influenced|consequences?|implications?|reasons?|led to|leads? to|result in|resulted|role|contribute[ds]?");
    private static final Pattern TIME =
            word("since|until|during|over time|over the (?:last|past|next)|in the (?:last|past)|"
                    + "between \\d[\\d/.-]* and \\d[\\d/.-]*|from \\d[\\d/.-]* (?:to|until) \\d[\\d/.-]*|before and after|"
                    + "trends?|evolve[ds]?|evolution|history of|century|centuries|decades?|"
                    + "(?:1\\d|20)\\d\\d\\s*[-–]\\s*(?:1\\d|20)\\d\\d");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?？؟。！]");
    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}[\\p{Nd}.,:/]*");

    private Complexity() {}

    /** @param question normalised */
    static float of(String question) {
        double score = length(question)
                + kind(question)
                + atMost(.24, .08 * count(CLAUSE, question))
                + atMost(.24, .12 * further(QUESTION_WORD, question))
                + atMost(.4, .2 * further(QUESTION_MARK, question))
                + when(COMPARISON, question, .3)
                + when(CAUSE, question, .15)
                + when(TIME, question, .12)
                + atMost(.15, .05 * Math.max(0, names(question) - 1))
                + atMost(.12, .04 * further(NUMBER, question));
        return (float) atMost(1, score);
    }

    private static double length(String question) {
        double unspaced = count(UNSPACED, question);
        double words = count(WORD, UNSPACED.matcher(question).replaceAll(" ")) + unspaced / 2;
        return atMost(.25, Math.max(0, words - 5) / 100);
    }

    private static double kind(String question) {
        return Math.max(when(REASON, question, .35), Math.max(when(MANNER, question, .3), when(CHOICE, question, .1)));
    }

    /** Several capitalised words in a row are one name; a capital where a sentence begins says nothing. */
    private static int names(String question) {
        int found = 0;
        int end = 0;
        boolean inName = false;
        for (Matcher word = WORD.matcher(question); word.find(); end = word.end()) {
            String between = question.substring(end, word.start());
            boolean begins = end == 0 || SENTENCE_END.matcher(between).find();
            boolean name = !begins
                    && Character.isUpperCase(question.codePointAt(word.start()))
                    && !word.group().equals("I");
            if (name && !(inName && between.isBlank())) {
                found++;
            }
            inName = name;
        }
        return found;
    }

    private static double when(Pattern pattern, String question, double weight) {
        return pattern.matcher(question).find() ? weight : 0;
    }

    private static int further(Pattern pattern, String question) {
        return Math.max(0, count(pattern, question) - 1);
    }

    private static int count(Pattern pattern, String question) {
        int found = 0;
        for (Matcher matcher = pattern.matcher(question); matcher.find(); ) {
            found++;
        }
        return found;
    }

    private static double atMost(double most, double value) {
        return Math.min(most, value);
    }

    private static Pattern word(String words) {
        return pattern("\\b(?:" + words + ")\\b");
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
