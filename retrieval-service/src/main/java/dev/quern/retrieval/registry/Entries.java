package dev.quern.retrieval.registry;

import dev.quern.retrieval.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where entries are kept. What a method has changed survives whatever happens to the process once it returns, and is seen
 * by every method that is called from then on. Any number of threads may use it. Throws a
 * {@link dev.quern.protocol.QuernException} when the store cannot do its work.
 */
public interface Entries extends AutoCloseable {

    Optional<Entry> get(String name);

    /** Those of the names that there are entries of. */
    Set<String> present(Collection<String> names);

    /** Stores the entry, in the place of one with its name. */
    void put(Entry entry);

    /**
     * Stores the entry unless there is another one with its name.
     *
     * @return whether it is there now
     */
    boolean putIfAbsent(Entry entry);

    /**
     * Gives the entry another end and leaves the rest of it alone.
     *
     * @return whether there is such an entry
     */
    boolean moveEnd(String name, Instant end);

    /**
     * A part of a list, the newest entries first.
     *
     * @param after entries that are over by then are left out
     * @param before the place that the part before ended with
     */
    Page<Entry> list(String list, Instant after, int limit, Optional<String> before);

    /** How many entries of a list are not over by then. */
    long count(String list, Instant after);

    /** Some of the entries that were over before then, of all lists. */
    List<Entry> over(Instant before, int limit);

    /** Removes all of a list's entries but the newest ones. */
    void keepNewest(String list, int most);

    /** Removes the entry if there is one. */
    void remove(String name);

    /** Removes all entries of a list. */
    void removeAll(String list);

    @Override
    void close();
}
