package dev.quern.extractor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads all files of a folder and prints a table of what became of each: {@code Survey FOLDER [INTO]}. Their texts are
 * kept in a second folder if one is named.
 */
public final class Survey {
    private static final long MOST_BYTES = 256L << 20;

    private Survey() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream table = System.out;
        System.setOut(System.err);
        Isolation.begin();
        Path into = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("survey");
        Files.createDirectories(into);
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(arguments[0]))) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        table.println("| file | kind | verdict | characters | ms |\n| --- | --- | --- | --- | --- |");
        for (Path file : files) {
            table.println(row(file, into));
        }
    }

    private static String row(Path file, Path into) throws IOException {
        String name = String.valueOf(file.getFileName());
        long began = System.nanoTime();
        Reply reply;
        try {
            reply = FileToText.extract(new Request(file, "", name, into.resolve(name + ".md.txt"), MOST_BYTES));
        } catch (OutOfMemoryError | StackOverflowError spent) {
            reply = new Reply.Refused(Reply.Reason.TOO_COMPLEX, "", String.valueOf(spent));
        }
        long milliseconds = (System.nanoTime() - began) / 1_000_000;
        return switch (reply) {
            case Reply.Extracted text ->
                "| %s | %s | read | %d | %d |".formatted(name, text.mediaType(), text.characters(), milliseconds);
            case Reply.Refused no ->
                "| %s | %s | %s: %s | 0 | %d |"
                        .formatted(name, no.mediaType(), no.reason(), no.sentence(), milliseconds);
        };
    }
}
