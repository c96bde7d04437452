package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Sorts the words of an English question by what they do in it. */
final class Reading {
    private static final Set<String> NO_NUMBER_AFTER = Set.of(
            "do", "does", "can", "could", "should", "would", "will", "must", "may", "which", "the", "this", "that",
            "no", "any", "some", "every", "each", "if", "when", "good", "best", "better", "how", "to", "is");
    /** Before what has to be the case. */
    private static final Set<String> CONDITIONS = Set.of("if", "when");

    private static final Set<String> BEST_OTHERWISE =
            Set.of("friend", "friends", "man", "buy", "before", "seller", "sellers", "or", "and");
    private static final Set<String> BE = Set.of("is", "are", "am", "be", "been", "being", "was", "were");
    private static final Set<String> EMPHASIS =
            Set.of("NOT", "AND", "OR", "NO", "VS", "DO", "IS", "ARE", "ONLY", "ALL");

    private final List<Token> tokens;
    private final List<Word> words = new ArrayList<>();
    private final TreeSet<String> light = new TreeSet<>();
    private final TreeSet<String> modifiers = new TreeSet<>();
    private final TreeSet<String> tenses = new TreeSet<>();
    private final List<String> persons = new ArrayList<>();
    private final List<String> choices = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private String subject = "";
    private boolean be;
    private String way = "";
    private boolean loud;

    private String preposition = "";
    private boolean joined;
    private boolean owned;
    private int position;

    Reading(List<Token> tokens) {
        this.tokens = tokens;
        loud = tokens.stream().noneMatch(Token::hasLowerCase);
    }

    Sense sense() {
        int frame = -1;
        while (position < tokens.size()) {
            Token token = tokens.get(position);
            if (token.first() || (frame < 0 && token.apart())) {
                Frame begins = Frame.of(tokens, position);
                if (!begins.type().equals(Frame.STATEMENT)) {
                    types.add(begins.type());
                    subject = begins.subject().isEmpty() ? subject : begins.subject();
                    way = begins.way().isEmpty() ? way : begins.way();
                    frame = position;
                    preposition = "";
                    be |= tokens.subList(position, begins.end()).stream().anyMatch(word -> BE.contains(word.text()));
                    position = Math.max(begins.end(), position);
                    if (begins.end() > frame) {
                        continue;
                    }
                }
            }
            read(token);
            position++;
        }
        if (types.isEmpty()) {
            types.add(Frame.STATEMENT);
        }
        if (types.getFirst().equals("how") && Pairs.askedLast(words)) {
            types.set(0, "what");
        }
        Pairs.sort(words);
        return new Sense(
                String.join("+", types),
                way,
                List.copyOf(words),
                List.copyOf(light),
                List.copyOf(modifiers),
                List.copyOf(tenses),
                persons(),
                List.copyOf(choices),
                be);
    }

    /** Without whom stands for anyone, and each once in a row. */
    private List<String> persons() {
        List<String> others = new ArrayList<>();
        for (String person : persons) {
            boolean anyone = subject.equals("anyone") && (person.equals("self") || person.equals("your"));
            if (!anyone && !person.equals(subject)) {
                note(person.equals("your") ? "you" : person, others);
            }
        }
        return List.copyOf(others);
    }

    private static void note(String word, List<String> words) {
        if (words.isEmpty() || !words.getLast().equals(word)) {
            words.add(word);
        }
    }

    private void read(Token token) {
        String text = token.text();
        joined |= token.apart();
        if (isBest(text)) {
            // The best ones are among the good ones: it is weighed, but nothing is refused for it.
            way = "best";
            return;
        }
        String unit = isAfterNumber() ? Numerals.unit(token.form()) : text;
        if (!unit.equals(unit.toLowerCase(Locale.ROOT)) && !token.isI()) {
            put(unit, token, Word.Kind.UNIT);
        } else if (isLetter(token)) {
            put(text, token, Word.Kind.NAME);
        } else if (!loud && token.isAcronym() && !EMPHASIS.contains(token.form()) && !Numerals.startsLikeNumber(text)) {
            put(Words.key(text.equals("us") ? "usa" : text), token, Word.Kind.NAME);
        } else if (Numerals.startsLikeNumber(text) || Words.NUMBERS.containsKey(text) || isOne(text)) {
            number(token);
        } else if (Words.NEGATIONS.contains(text)) {
            put(text.equals("never") || text.equals("cannot") ? "not" : text, token, Word.Kind.NEGATION);
            if (text.equals("cannot")) {
                tenses.add("ability");
            }
        } else if (!function(text)) {
            content(token);
        }
    }

    /** Whether the word was one without a meaning of its own; it is noted then. */
    private boolean function(String text) {
        be |= BE.contains(text);
        String tense = Words.TENSES.get(text);
        if (tense != null) {
            tenses.add(tense);
            return true;
        }
        String person = Words.PERSONS.get(text);
        if (person != null) {
            persons.add(person.equals(subject) ? subject : text.equals("your") ? text : person);
            return true;
        }
        if (Words.CONJUNCTIONS.contains(text)) {
            joined = true;
            note(choice(text), choices);
            return true;
        }
        if (Words.PREPOSITIONS.contains(text)) {
            owned |= text.equals("of");
            preposition = CONDITIONS.contains(preposition) ? preposition : text;
            light.add(text);
            return true;
        }
        if (Words.QUESTIONS.contains(text)) {
            asked(text);
            return true;
        }
        if (Words.LIGHT.contains(text) || (Words.BEFORE_A_VERB.contains(text) && isBeforeVerb())) {
            light.add(Stems.of(text));
            if (CONDITIONS.contains(text) && !isAskedFor()) {
                preposition = text;
            }
            return true;
        }
        if (Words.MODIFIERS.contains(text)) {
            modifiers.add(text);
            return true;
        }
        return Words.FILLERS.contains(text);
    }

    /** A question inside the question; but "when you are old" and "a man who" ask nothing. */
    private void asked(String word) {
        boolean relative = word.equals("when") || (word.startsWith("wh") && word.length() <= 5 && !word.equals("what"));
        boolean asks = joined || isAskedFor();
        if (relative && !asks && !word.equals("where")) {
            light.add("?" + word);
            if (CONDITIONS.contains(word)) {
                preposition = word;
            }
        } else {
            types.add(word);
        }
    }

    private boolean isAskedFor() {
        return position > 0 && Frame.ASKING.contains(tokens.get(position - 1).text());
    }

    private static String choice(String conjunction) {
        return switch (conjunction) {
            case "or", "nor" -> "or";
            case "vs", "versus" -> "vs";
            default -> "and";
        };
    }

    /** "Hepatitis A", "plan a" are no articles, which have a word after them that is none of these. */
    private boolean isLetter(Token token) {
        if (position == 0
                || token.text().length() != 1
                || !Character.isLetter(token.text().charAt(0))
                || token.isI()) {
            return false;
        }
        if (token.isCapital() && !token.first() && !loud) {
            return true;
        }
        if (!token.text().equals("a")) {
            return false;
        }
        String next = position + 1 < tokens.size() ? tokens.get(position + 1).text() : "to";
        return Words.PREPOSITIONS.contains(next)
                || Words.DIRECTIONS.contains(next)
                || Words.AUXILIARIES.contains(next)
                || Words.CONJUNCTIONS.contains(next);
    }

    private boolean isAfterNumber() {
        if (position == 0) {
            return false;
        }
        String before = tokens.get(position - 1).text();
        return Numerals.startsLikeNumber(before) || Words.NUMBERS.containsKey(before);
    }

    private boolean isBest(String text) {
        return Words.key(text).equals("best")
                && !types.isEmpty()
                && types.getFirst().equals("what")
                && (position + 1 == tokens.size()
                        || !BEST_OTHERWISE.contains(tokens.get(position + 1).text()));
    }

    private boolean isBeforeVerb() {
        String next = position + 1 < tokens.size() ? tokens.get(position + 1).text() : "";
        return next.equals("to") || next.endsWith("ing");
    }

    private boolean isOne(String text) {
        return text.equals("one")
                && !tokens.get(position).possessive()
                && position > 0
                && !NO_NUMBER_AFTER.contains(tokens.get(position - 1).text());
    }

    private void number(Token token) {
        String value = token.text().equals("one") ? "1" : Words.NUMBERS.getOrDefault(token.text(), token.text());
        if (value.startsWith("*")) {
            value = value.substring(1);
        }
        boolean round = isInteger(value);
        while (round && position + 1 < tokens.size()) {
            String after = tokens.get(position + 1).text();
            String next = after.equals("one") ? "1" : Words.NUMBERS.get(after);
            if (next == null) {
                break;
            }
            if (next.startsWith("*")) {
                value = Numerals.times(value, next.substring(1));
            } else if (isInteger(next) && value.length() == 2 && value.endsWith("0") && next.length() == 1) {
                value = value.charAt(0) + next;
            } else {
                break;
            }
            position++;
        }
        put("#" + value, token, Word.Kind.NUMBER);
    }

    private static boolean isInteger(String value) {
        return value.length() < 30 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void content(Token token) {
        String text = token.text();
        Word.Kind kind = kindOf(token);
        put(kind == Word.Kind.DIRECTION || kind == Word.Kind.CODE ? text : Words.key(text), token, kind);
    }

    private Word.Kind kindOf(Token token) {
        String text = token.text();
        if (Words.DIRECTIONS.contains(text)) {
            return Word.Kind.DIRECTION;
        }
        if (!isPlain(text)) {
            return Word.Kind.CODE;
        }
        String key = Words.key(text);
        if (Words.UNITS.contains(key)) {
            return Word.Kind.UNIT;
        }
        if (Words.DATES.contains(key)) {
            return Word.Kind.DATE;
        }
        return token.isCapital() && !token.first() && !loud ? Word.Kind.NAME : Word.Kind.TOPIC;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isLetter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private void put(String key, Token token, Word.Kind kind) {
        words.add(new Word(
                key,
                Stems.of(token.text()),
                token.text(),
                kind,
                preposition,
                joined,
                owned || token.possessive(),
                token.possessive()));
        if (kind != Word.Kind.DIRECTION) {
            preposition = "";
        }
        joined = false;
        owned = false;
    }
}
