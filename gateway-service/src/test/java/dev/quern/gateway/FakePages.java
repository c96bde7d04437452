package dev.quern.gateway;

import java.util.List;

/** Parts of lists whose token is the number of items before. */
final class FakePages {
    private FakePages() {}

    static <T> Page<T> page(List<T> all, PageRequest page) {
        int from = page.token().isEmpty() ? 0 : Integer.parseInt(page.token());
        int to = Math.min(all.size(), from + page.size());
        return new Page<>(all.subList(from, to), to == all.size() ? "" : Integer.toString(to));
    }
}
