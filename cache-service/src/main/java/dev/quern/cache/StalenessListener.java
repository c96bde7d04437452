package dev.quern.cache;

/** Learns what the levels must not serve any more, before they have dropped it, whichever replica was told so. */
interface StalenessListener {
    void outdate(Invalidation invalidation);

    /** Something may have been missed, nobody knows what. */
    void outdateAll();
}
