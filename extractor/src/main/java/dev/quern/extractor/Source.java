package dev.quern.extractor;

import java.nio.file.Path;

/**
 * A file as it came.
 *
 * @param mediaType what the sender says that it is; may be empty or wrong
 * @param name may be empty or wrong
 * @param depth 0, or how deep in other files it was
 */
record Source(Path file, String mediaType, String name, int depth) {
    boolean isAttached() {
        return depth > 0;
    }
}
