package dev.quern.extractor;

import java.util.Map;

/** Kinds of files that are not read, in words for people. */
final class UnreadKinds {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("application/zip", "an archive"),
            Map.entry("application/gzip", "an archive"),
            Map.entry("application/x-tar", "an archive"),
            Map.entry("application/x-7z-compressed", "an archive"),
            Map.entry("application/x-rar-compressed", "an archive"),
            Map.entry("application/java-archive", "an archive"),
            Map.entry("application/x-msdownload", "a program"),
            Map.entry("application/x-dosexec", "a program"),
            Map.entry("application/x-executable", "a program"),
            Map.entry("application/x-elf", "a program"),
            Map.entry("application/vnd.wordperfect", "a WordPerfect document"),
            Map.entry("application/vnd.ms-works", "a Works document"),
            Map.entry("application/vnd.ms-outlook-pst", "an Outlook mailbox"),
            Map.entry("application/x-msaccess", "an Access database"),
            Map.entry("application/x-sqlite3", "a database"),
            Map.entry("application/vnd.visio", "a Visio drawing"),
            Map.entry("application/vnd.ms-project", "a Project plan"),
            Map.entry("application/x-mspublisher", "a Publisher document"));

    private UnreadKinds() {}

    static Refusal refusal(String mediaType) {
        if (mediaType.equals("application/x-tika-ooxml-protected")) {
            return new Refusal(
                    Reply.Reason.PROTECTED, "The file is encrypted, and can be read with its password only.");
        }
        return new Refusal(
                Reply.Reason.UNKNOWN_KIND, "The file is " + name(mediaType) + ": files of this kind are not read.");
    }

    private static String name(String mediaType) {
        String bare = mediaType.replaceAll(";.*", "");
        String known = NAMES.get(bare);
        if (known != null) {
            return known;
        }
        String family = bare.replaceAll("/.*", "");
        return switch (family) {
            case "image" -> "a picture (" + bare + ")";
            case "audio" -> "a sound recording (" + bare + ")";
            case "video" -> "a film (" + bare + ")";
            case "font" -> "a font (" + bare + ")";
            default -> bare.equals("application/octet-stream") ? "of an unknown kind" : "of the kind " + bare;
        };
    }
}
