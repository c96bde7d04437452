package dev.quern.command;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Which files of a folder are meant. A pattern with a {@code /} is held against the path from the folder on, any other
 * against names.
 */
public final class Selection {
    /** Large, common in folders of documents, and never text: not worth sending. Everything else the server decides. */
    private static final Set<String> UNREAD_KINDS = Set.of(
            ("png jpg jpeg gif bmp tif tiff webp heic ico psd mp3 wav flac ogg m4a aac mp4 m4v mov avi mkv webm wmv"
                            + " zip gz tgz bz2 xz zst 7z rar tar jar war iso dmg img exe dll so dylib class o a pyc"
                            + " ttf otf woff woff2 db sqlite gguf onnx bin lock")
                    .split(" "));

    private final List<PathMatcher> included;
    private final List<PathMatcher> excluded;
    private final boolean hidden;

    /** @throws UsageException when one is no pattern */
    public Selection(List<String> include, List<String> exclude, boolean hidden) {
        included = matchers(include);
        excluded = matchers(exclude);
        this.hidden = hidden;
    }

    /** @param relative from the folder on, not empty */
    boolean entersFolder(Path relative) {
        return isShown(relative) && !matches(excluded, relative);
    }

    /** @param relative from the folder on, not empty */
    boolean takes(Path relative) {
        return isShown(relative) && !matches(excluded, relative) && (included.isEmpty() || matches(included, relative));
    }

    /** Whether it is left out only because files of its kind have no text; naming them in a pattern overrides that. */
    boolean isUnreadKind(Path relative) {
        String name = relative.getFileName().toString();
        return included.isEmpty()
                && UNREAD_KINDS.contains(
                        name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                && name.indexOf('.') >= 0;
    }

    private boolean isShown(Path relative) {
        return hidden || !relative.getFileName().toString().startsWith(".");
    }

    private static boolean matches(List<PathMatcher> matchers, Path relative) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
    }

    private static List<PathMatcher> matchers(List<String> patterns) {
        return patterns.stream().map(Selection::matcher).toList();
    }

    private static PathMatcher matcher(String pattern) {
        FileSystem files = FileSystems.getDefault();
        try {
            PathMatcher matcher = files.getPathMatcher("glob:" + pattern);
            return pattern.contains("/") ? matcher : path -> matcher.matches(path.getFileName());
        } catch (PatternSyntaxException e) {
            throw new UsageException("`" + pattern + "` is no pattern for file names: " + e.getDescription() + ".");
        }
    }
}
