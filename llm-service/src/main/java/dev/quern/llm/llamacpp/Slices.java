package dev.quern.llm.llamacpp;

import java.util.ArrayList;
import java.util.List;

/**
 * A prompt as growing prefixes of itself, then whole.
 *
 * @param prefixes each ends before white space, where tokens end too, and is longer than the one before
 */
record Slices(List<String> prefixes, String whole) {
    /** Less than a second's work for one core and a small model. */
    static final int TOKENS = 128;

    Slices {
        prefixes = List.copyOf(prefixes);
    }

    static Slices of(String prompt, int tokens) {
        List<String> prefixes = new ArrayList<>();
        int step = tokens == 0 ? 0 : (int) ((long) prompt.length() * TOKENS / tokens);
        int last = 0;
        for (int end = step; step > 0 && end + step / 2 < prompt.length(); end += step) {
            int cut = prompt.lastIndexOf(' ', end);
            if (cut > last) {
                prefixes.add(prompt.substring(0, cut));
                last = cut;
            }
        }
        return new Slices(prefixes, prompt);
    }
}
