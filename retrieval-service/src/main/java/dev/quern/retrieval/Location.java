package dev.quern.retrieval;

import java.util.List;

/**
 * Where in its document a chunk stands.
 *
 * @param start first character (UTF-16) of the document's text
 * @param end one after the last
 * @param page on which it begins, from 1; 0 when the document has no pages
 * @param headingPath the headings above it, outermost first
 */
public record Location(int ordinal, int start, int end, int page, List<String> headingPath) {
    public Location {
        headingPath = List.copyOf(headingPath);
    }
}
