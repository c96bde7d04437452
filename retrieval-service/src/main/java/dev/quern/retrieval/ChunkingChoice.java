package dev.quern.retrieval;

import java.util.Optional;
import java.util.OptionalInt;

/** What somebody says of how documents are to be cut; what is absent stays as it is elsewhere. */
public record ChunkingChoice(Optional<Chunking.Method> method, OptionalInt size, OptionalInt overlap) {
    /** About so many characters are a token. */
    private static final int CHARACTERS_OF_A_TOKEN = 5;

    public static final ChunkingChoice NONE =
            new ChunkingChoice(Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

    /**
     * The overlap keeps its share of the size when only a size is chosen, and both are translated when only the choice
     * of the method changes their unit.
     */
    public Chunking over(Chunking usual) {
        Chunking.Method chosen = method.orElse(usual.method());
        int inUnit = inUnitOf(chosen, usual);
        int newSize = size.orElse(inUnit);
        int share = Math.toIntExact((long) newSize * usual.overlap() / usual.size());
        return new Chunking(chosen, newSize, overlap.orElse(share));
    }

    private static int inUnitOf(Chunking.Method chosen, Chunking usual) {
        boolean tokens = chosen == Chunking.Method.TOKENS;
        if (tokens == (usual.method() == Chunking.Method.TOKENS)) {
            return usual.size();
        }
        return tokens ? Math.max(10, usual.size() / CHARACTERS_OF_A_TOKEN) : usual.size() * CHARACTERS_OF_A_TOKEN;
    }
}
