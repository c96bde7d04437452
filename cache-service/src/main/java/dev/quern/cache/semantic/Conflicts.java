package dev.quern.cache.semantic;

import java.util.List;
import java.util.Set;

/** What makes two questions different that have the same words. */
final class Conflicts {
    private static final Set<String> PLACES = Set.of("in", "inside", "on", "at", "into", "within");
    private static final Set<String> CLAUSES = Set.of("if", "when", "while");

    /** Prepositions that may stand for each other. */
    private static final List<Set<String>> ALIKE = List.of(
            Set.of("in", "on", "at", "inside", "into"),
            Set.of("of", "in", "for", "on"),
            Set.of("about", "of", "on", "regarding", "concerning"),
            Set.of("to", "into", "for"),
            Set.of("in", "during", "while"),
            Set.of("among", "between"),
            Set.of("via", "through"),
            Set.of("if", "when"));

    private Conflicts() {}

    /** Empty: none. */
    static String between(Sense one, Sense other, Alignment alignment) {
        if (one.words().isEmpty() || other.words().isEmpty()) {
            return "topic";
        }
        if (!one.asked().equals(other.asked())) {
            return "question";
        }
        if (!one.way().isEmpty() && !other.way().isEmpty() && !one.way().equals(other.way())) {
            return "superlative";
        }
        if (!one.tenses().equals(other.tenses())) {
            return "tense";
        }
        if (!one.persons().equals(other.persons())) {
            return "person";
        }
        if (differ(one.choices(), other.choices())) {
            return "choice";
        }
        if (Math.max(one.words().size(), other.words().size()) == 1
                && !one.modifiers().equals(other.modifiers())) {
            return "topic";
        }
        if (one.light().contains("by") != other.light().contains("by")) {
            return "roles";
        }
        return betweenWords(one, other, alignment.places);
    }

    /** "And" may be a comma; "or" may not, but for "versus". */
    private static boolean differ(List<String> choices, List<String> others) {
        return !choices.equals(others)
                && !choices.contains("vs")
                && !others.contains("vs")
                && ((!choices.isEmpty() && !others.isEmpty()) || choices.contains("or") || others.contains("or"));
    }

    private static String betweenWords(Sense one, Sense other, int[] places) {
        boolean whether = one.asked().startsWith("yes or no");
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                Word here = one.words().get(i);
                Word there = other.words().get(places[i]);
                if (here.stem().equals(there.stem()) && here.isParticiple() != there.isParticiple()) {
                    // Who is asked is not who asks, and who owned it is not who owns it.
                    return one.be() || other.be() ? "roles" : "tense";
                }
                if (i + 1 < places.length
                        && places[i + 1] == places[i] + 1
                        && areOwners(
                                here,
                                there,
                                one.words().get(i + 1),
                                other.words().get(places[i + 1]))) {
                    return "roles";
                }
                if (differ(here.preposition(), there.preposition())
                        || (whether && isElsewhere(here.preposition(), there.preposition()))) {
                    return "direction";
                }
            }
        }
        return "";
    }

    private static boolean differ(String here, String there) {
        if (here.isEmpty() || there.isEmpty()) {
            return CLAUSES.contains(here) || CLAUSES.contains(there);
        }
        return !here.equals(there) && ALIKE.stream().noneMatch(alike -> alike.contains(here) && alike.contains(there));
    }

    /** The father of the mother is not the father's mother. */
    private static boolean areOwners(Word here, Word there, Word nextHere, Word nextThere) {
        return (here.owner() && !there.owner() && nextThere.preposition().equals("of"))
                || (there.owner() && !here.owner() && nextHere.preposition().equals("of"));
    }

    /** "Is A in B?" is not "is A B?". */
    private static boolean isElsewhere(String here, String there) {
        return (here.isEmpty() && PLACES.contains(there)) || (there.isEmpty() && PLACES.contains(here));
    }
}
