package dev.quern.command;

import java.text.Normalizer;

/** Ids of documents, made of the names of files: the same name always has the same id, other names have others. */
final class DocumentIds {
    private static final int LONGEST_READABLE = 96;

    private DocumentIds() {}

    /** The end of the name, which says most, in the letters that an id may have, and a hash of the whole. */
    static String of(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^A-Za-z0-9._]+", "-");
        String end =
                plain.substring(Math.max(0, plain.length() - LONGEST_READABLE)).replaceAll("^[-._]+|[-._]+$", "");
        // macOS and Linux write the same accented name differently.
        String hash = Hashes.brief(Normalizer.normalize(name, Normalizer.Form.NFC));
        return end.isEmpty() ? "file-" + hash : end + "-" + hash;
    }
}
