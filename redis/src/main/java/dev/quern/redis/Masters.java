package dev.quern.redis;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which master serves which slots. */
record Masters(List<Range> ranges) {
    /** @param last included */
    record Range(int first, int last, Node node) {}

    /** One for everything. */
    static Masters only(Node node) {
        return new Masters(List.of(new Range(0, Slots.COUNT - 1, node)));
    }

    /** Empty for a slot that nobody serves. */
    Optional<Node> of(int slot) {
        for (Range range : ranges) {
            if (slot >= range.first && slot <= range.last) {
                return Optional.of(range.node);
            }
        }
        return Optional.empty();
    }

    Set<Node> nodes() {
        return ranges.stream().map(Range::node).collect(Collectors.toSet());
    }

    /** Those that do not serve {@code later} all that they serve here. */
    Set<Node> losing(Masters later) {
        Predicate<Range> isKept = range -> later.ranges.stream()
                .anyMatch(kept -> kept.node.equals(range.node) && kept.first <= range.first && kept.last >= range.last);
        return ranges.stream().filter(isKept.negate()).map(Range::node).collect(Collectors.toSet());
    }
}
