package dev.quern.gateway;

import dev.quern.gateway.Generated.Finish;
import dev.quern.gateway.Generated.Model;
import dev.quern.gateway.Generated.Tokens;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is said when no answer can be written: that it is so, and of the best sources the sentence that has most words
 * in common with the question, as it stands there.
 */
final class PassageText {
    static final String FOUND = "No answer could be written just now. This is what the documents say:";
    static final String NOTHING = "No answer could be written just now, and nothing was found that has to do with it.";
    private static final String NONE = "none";
    private static final int MOST_SENTENCES = 3;

    private PassageText() {}

    /** @param reason why no model wrote one */
    static Generated of(Question question, List<Source> sources, String reason) {
        Set<String> asked = Relevance.words(question.text());
        List<Sentence> sentences = new ArrayList<>();
        sentences.add(new Sentence(sources.isEmpty() ? NOTHING : FOUND, List.of()));
        for (Source source : sources.subList(0, Math.min(MOST_SENTENCES, sources.size()))) {
            String quote = best(source.text(), asked);
            sentences.add(new Sentence(
                    quote + " [" + source.number() + "]", List.of(new Citation(source.number(), quote, 1))));
        }
        return new Generated(
                sentences.stream().map(Sentence::text).collect(Collectors.joining("\n")),
                sentences,
                Finish.PASSAGES,
                new Model(NONE, NONE, reason, "", "", List.of()),
                Tokens.NONE);
    }

    private static String best(String text, Set<String> asked) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        String best = "";
        long most = -1;
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            String sentence = text.substring(start, end).strip();
            long common = sentence.isEmpty()
                    ? -1
                    : Relevance.words(sentence).stream().filter(asked::contains).count();
            if (common > most) {
                most = common;
                best = sentence;
            }
            start = end;
        }
        return best;
    }
}
