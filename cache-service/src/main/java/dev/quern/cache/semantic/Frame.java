package dev.quern.cache.semantic;

import java.util.List;
import java.util.Set;

/**
 * How a question begins, which tells what kind of answer it wants.
 *
 * @param type such as "who", "how to" or "how many"
 * @param end where the rest begins
 * @param subject who stands for anyone: "self" in "how do I", "you" in "can you", "anyone" in "how to"; empty: nobody
 * @param way what kind of way to do it is wanted, "best" for instance; empty: any
 */
record Frame(String type, int end, String subject, String way) {
    static final String STATEMENT = "statement";
    static final String HOW_TO = "how to";

    private static final Set<String> ANYONE =
            Set.of("i", "you", "u", "we", "one", "someone", "somebody", "anyone", "person", "people", "self");
    private static final Set<String> CAN =
            Set.of("can", "could", "should", "do", "would", "may", "might", "must", "shall");
    private static final Set<String> MODAL = Set.of("can", "could", "should");
    private static final Set<String> WAYS =
            Set.of("way", "ways", "method", "methods", "steps", "technique", "techniques");
    private static final Set<String> BEFORE_WAYS =
            Set.of("is", "are", "the", "a", "an", "some", "of", "any", "would", "be", "most", "few");
    static final Set<String> ASKING = Set.of("me", "know", "us", "tell", "explain", "wonder", "wondering", "ask");
    private static final int LEAD = 8;

    static Frame of(List<Token> tokens, int start) {
        int begin = withoutLead(tokens, start);
        String first = text(tokens, begin);
        if (first.equals("how")) {
            return how(tokens, begin);
        }
        if (first.equals("what") || first.equals("which")) {
            return what(tokens, begin);
        }
        if (Words.QUESTIONS.contains(first)) {
            String type = first.equals("whom") ? "who" : first;
            return asked(type, tokens, begin, type.equals("where") || type.equals("when"));
        }
        if (Words.AUXILIARIES.contains(first)) {
            return asked("yes or no", tokens, begin - 1, false);
        }
        if (first.equals("doyouthink")) {
            return new Frame("yes or no", begin + 1, "", "");
        }
        return new Frame(STATEMENT, start, "", "");
    }

    /** "Can anyone tell me how ..." is "how ...". */
    private static int withoutLead(List<Token> tokens, int start) {
        if (Words.QUESTIONS.contains(text(tokens, start))) {
            return start;
        }
        for (int i = start + 1;
                i < Math.min(start + LEAD, tokens.size()) && !tokens.get(i).first();
                i++) {
            if (Words.QUESTIONS.contains(text(tokens, i)) && ASKING.contains(text(tokens, i - 1))) {
                return i;
            }
        }
        return text(tokens, start).equals("so") || text(tokens, start).equals("please") ? start + 1 : start;
    }

    private static Frame how(List<Token> tokens, int begin) {
        String next = text(tokens, begin + 1);
        if (next.equals("to")) {
            return new Frame(HOW_TO, begin + 2, "anyone", "");
        }
        int subject = text(tokens, begin + 2).equals("a") ? begin + 3 : begin + 2;
        if ((CAN.contains(next) || next.equals("does")) && ANYONE.contains(text(tokens, subject))) {
            return new Frame(HOW_TO, subject + 1, person(tokens, subject), "");
        }
        if (ANYONE.contains(next)) {
            return new Frame(HOW_TO, begin + 2, person(tokens, begin + 1), "");
        }
        if (Words.MEASURES.contains(next)) {
            return asked("how " + Stems.of(next), tokens, begin + 1, false);
        }
        return asked("how", tokens, begin, false);
    }

    private static Frame what(List<Token> tokens, int begin) {
        int position = begin + 1;
        String way = "";
        while (BEFORE_WAYS.contains(text(tokens, position)) || Words.KINDS_OF_WAY.contains(text(tokens, position))) {
            String word = text(tokens, position);
            way = Words.KINDS_OF_WAY.contains(word) && !Words.LIGHT.contains(word) ? word : way;
            position++;
        }
        if (WAYS.contains(text(tokens, position))) {
            String after = text(tokens, position + 1);
            if (after.equals("to") || after.equals("of") || after.equals("for")) {
                return new Frame(HOW_TO, position + 2, "anyone", way);
            }
            if (ANYONE.contains(after) && CAN.contains(text(tokens, position + 2))) {
                return new Frame(HOW_TO, position + 3, person(tokens, position + 1), way);
            }
        }
        if (text(tokens, position).equals("reason") || text(tokens, position).equals("reasons")) {
            String after = text(tokens, position + 1);
            int end = Set.of("why", "for", "that", "behind").contains(after) ? position + 2 : position + 1;
            return new Frame("why", end, "", "");
        }
        if (CAN.contains(text(tokens, begin + 1))
                && ANYONE.contains(text(tokens, begin + 2))
                && text(tokens, begin + 3).equals("do")) {
            return text(tokens, begin + 4).equals("to")
                    ? new Frame(HOW_TO, begin + 5, person(tokens, begin + 2), "")
                    : new Frame("what to do", begin + 4, person(tokens, begin + 2), "");
        }
        if (text(tokens, begin + 1).equals("time")) {
            return asked("when", tokens, begin + 1, true);
        }
        return asked("what", tokens, begin, false);
    }

    /** Whoever can, could or should, in the place of the subject, is anyone. */
    private static Frame asked(String type, List<Token> tokens, int word, boolean evenWithDo) {
        String auxiliary = text(tokens, word + 1);
        boolean generic = (MODAL.contains(auxiliary) || (evenWithDo && auxiliary.equals("do")))
                && ANYONE.contains(text(tokens, word + 2));
        // Where "can I" is no more than where "do I".
        return new Frame(
                type,
                generic && evenWithDo && !auxiliary.equals("should") ? word + 3 : word + 1,
                generic ? person(tokens, word + 2) : "",
                "");
    }

    private static String person(List<Token> tokens, int position) {
        String person = Words.PERSONS.getOrDefault(text(tokens, position), "anyone");
        return text(tokens, position).equals("self") ? "anyone" : person;
    }

    private static String text(List<Token> tokens, int position) {
        return position >= 0 && position < tokens.size() ? tokens.get(position).text() : "";
    }
}
