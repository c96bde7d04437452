package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;

/** Reads Korean as strictly as can be: every word has to be there, in its order and in its role. */
final class KoreanWords {
    static final String SUBJECT = "subject";
    static final String OBJECT = "object";

    /** Ending, and the role of what is before it. */
    private static final List<String[]> PARTICLES = List.of(
            new String[] {"은", SUBJECT},
            new String[] {"는", SUBJECT},
            new String[] {"이", SUBJECT},
            new String[] {"가", SUBJECT},
            new String[] {"을", OBJECT},
            new String[] {"를", OBJECT});

    private static final int SHORTEST = 2;

    private KoreanWords() {}

    static Sense sense(String folded) {
        List<Word> words = new ArrayList<>();
        for (Token token : Tokens.of(folded)) {
            words.add(word(token));
        }
        return Sense.ofWords(List.copyOf(words));
    }

    private static Word word(Token token) {
        String text = token.text();
        for (String[] particle : PARTICLES) {
            if (text.length() > SHORTEST && text.endsWith(particle[0])) {
                String stem = text.substring(0, text.length() - 1);
                return new Word(stem, stem, text, Word.Kind.TOPIC, particle[1], token.apart(), false, false);
            }
        }
        Word.Kind kind = Numerals.startsLikeNumber(text) ? Word.Kind.NUMBER : Word.Kind.TOPIC;
        return new Word(text, text, text, kind, "", token.apart(), false, false);
    }
}
