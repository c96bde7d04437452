package dev.quern.retrieval.lucene;

import dev.quern.retrieval.registry.Entries;
import dev.quern.retrieval.registry.Entry;
import java.nio.file.Path;
import java.util.Map;

/** Writes entries from some threads until it is killed or nobody listens, and says what was acknowledged. */
final class CrashingRegistryWriter {
    private CrashingRegistryWriter() {}

    @SuppressWarnings("SystemOut") // how the test hears of it
    public static void main(String[] arguments) throws InterruptedException {
        Entries entries = new LuceneEntries(Path.of(arguments[0]));
        String run = arguments[1];
        for (int thread = 0; thread < 4; thread++) {
            String writer = run + "-" + thread;
            Thread.ofPlatform().start(() -> write(entries, writer));
        }
    }

    @SuppressWarnings("SystemOut")
    private static void write(Entries entries, String writer) {
        for (int round = 0; !System.out.checkError(); round++) {
            String name = writer + "-" + round;
            entries.put(new Entry(name, writer, "%06d".formatted(round), Entry.NEVER, Map.of("round", name)));
            if (round % 3 == 2) {
                entries.remove(writer + "-" + (round - 1));
                System.out.println("removed " + writer + "-" + (round - 1));
            }
            System.out.println("put " + name);
        }
    }
}
