package dev.quern.extractor;

import java.nio.file.Path;

/**
 * A file to read.
 *
 * @param mediaType what the sender says that it is; may be empty or wrong
 * @param name a file name or an address; may be empty or wrong
 * @param text where its text is to be written, in UTF-8
 * @param mostBytes the longest text, in bytes of UTF-8
 */
public record Request(Path content, String mediaType, String name, Path text, long mostBytes) {}
