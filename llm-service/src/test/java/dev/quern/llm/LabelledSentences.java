package dev.quern.llm;

import dev.quern.llm.QuestionSet.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentences of answers that passages support, and sentences that they do not, made of questions with known answers: the
 * passage's own sentence, and the question made a statement with the answer in it; against other passages of the same
 * subject, with other numbers, another answer, or denied.
 */
final class LabelledSentences {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern VERB = Pattern.compile(" (is|was|were|are|had|has|can|could|did) ");
    private static final Pattern SUBJECT =
            Pattern.compile("^(?:who|what|which(?: \\w+){1,2}) (?!did |do |does )(.*)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern OBJECT = Pattern.compile(
            "^(?:(?:in|on|at|by|for|to|from) )?(?:how (?:many|much) ?|what|which|when|where|who|whom|how)(.*?) (?:did|does|do|was|were|is|are|has|had|have|can|could) (.*)$",
            Pattern.CASE_INSENSITIVE);

    private LabelledSentences() {}

    /** @param kind what was done to it */
    record Labelled(String kind, String text, List<Passage> passages, boolean supported) {}

    static List<Labelled> of(QuestionSet set, List<Question> questions, Random random) {
        List<Labelled> all = new ArrayList<>();
        for (Question question : questions) {
            Passage right = set.passageOf(question);
            List<Passage> others = set.neighbours(question);
            List<Passage> given = new ArrayList<>(others.subList(0, Math.min(3, others.size())));
            given.add(random.nextInt(given.size() + 1), right);
            String answer = question.answers().getFirst();
            Optional<String> sentence = SentenceEnds.split(right.text()).stream()
                    .filter(candidate -> candidate.contains(answer))
                    .findFirst();
            String statement = statement(question.text(), answer);
            sentence.ifPresent(text -> {
                all.add(new Labelled("own sentence", text, given, true));
                all.add(new Labelled("own sentence, elsewhere", text, others, false));
                otherNumber(text).ifPresent(changed -> all.add(new Labelled("other number", changed, given, false)));
                denied(text).ifPresent(changed -> all.add(new Labelled("denied", changed, given, false)));
                otherAnswer(set, question, random)
                        .ifPresent(other -> all.add(
                                new Labelled("own sentence, other answer", text.replace(answer, other), given, false)));
            });
            all.add(new Labelled("statement", statement, given, true));
            all.add(new Labelled("statement, elsewhere", statement, others, false));
            otherAnswer(set, question, random)
                    .ifPresent(other -> all.add(
                            new Labelled("statement, other answer", statement(question.text(), other), given, false)));
        }
        return all;
    }

    static String statement(String question, String answer) {
        String bare = question.strip().replaceAll("\\?+$", "");
        Matcher subject = SUBJECT.matcher(bare);
        if (subject.matches()) {
            return answer + " " + subject.group(1) + ".";
        }
        Matcher object = OBJECT.matcher(bare);
        if (object.matches()) {
            return capital((object.group(2) + " " + answer + object.group(1)).strip()) + ".";
        }
        return capital(bare) + ": " + answer + ".";
    }

    private static Optional<String> otherNumber(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.find() || number.group().length() > 9) {
            return Optional.empty();
        }
        int changed = Integer.parseInt(number.group()) + 3;
        return Optional.of(number.replaceFirst(Integer.toString(changed)));
    }

    private static Optional<String> denied(String text) {
        Matcher verb = VERB.matcher(text);
        return verb.find() && !Words.of(text).negated()
                ? Optional.of(verb.replaceFirst(" " + verb.group(1) + " not "))
                : Optional.empty();
    }

    /** Another question's answer of the same passage or subject, alike in being a number or a name. */
    private static Optional<String> otherAnswer(QuestionSet set, Question question, Random random) {
        String own = question.answers().getFirst();
        List<String> others = set.questions().stream()
                .filter(other -> set.passageOf(other)
                        .title()
                        .equals(set.passageOf(question).title()))
                .map(other -> other.answers().getFirst())
                .filter(other -> !own.contains(other) && !other.contains(own))
                .filter(other -> Words.of(other).numbers().isEmpty()
                        == Words.of(own).numbers().isEmpty())
                .filter(other -> Character.isUpperCase(other.charAt(0)) == Character.isUpperCase(own.charAt(0)))
                .toList();
        return others.isEmpty() ? Optional.empty() : Optional.of(others.get(random.nextInt(others.size())));
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
