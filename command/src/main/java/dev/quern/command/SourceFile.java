package dev.quern.command;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file as it was when it was found.
 *
 * @param name stays the same from run to run: the document's id is made of it
 * @param modified in milliseconds
 */
public record SourceFile(Path path, String name, long size, long modified) {

    static SourceFile of(Path path, String name, BasicFileAttributes attributes) {
        return new SourceFile(
                path, name, attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    public String documentId() {
        return DocumentIds.of(name);
    }
}
