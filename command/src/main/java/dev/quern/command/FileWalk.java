package dev.quern.command;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that are meant, one after the other as the disk has them: never a list of all. A link to a folder is entered
 * only when asked for; links that go round in circles are left.
 */
public final class FileWalk {
    private final List<Path> roots;
    private final Selection selection;
    private final boolean follow;

    public FileWalk(List<Path> roots, Selection selection, boolean follow) {
        this.roots = roots;
        this.selection = selection;
        this.follow = follow;
    }

    /** What is told of a walk. */
    interface Visitor {
        void file(SourceFile file) throws InterruptedException;

        /** Something there that is not taken, and is no fault. */
        default void skipped(Path path, String why) {}

        default void unreadable(Path path, String why) {}
    }

    /** @throws InterruptedException when the visitor was interrupted */
    void walk(Visitor visitor) throws InterruptedException, IOException {
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                Path folder = root.toRealPath();
                FolderVisit visit = new FolderVisit(folder, visitor);
                Set<FileVisitOption> options =
                        follow ? EnumSet.of(FileVisitOption.FOLLOW_LINKS) : EnumSet.noneOf(FileVisitOption.class);
                Files.walkFileTree(folder, options, Integer.MAX_VALUE, visit);
                visit.rethrow();
            } else {
                single(root, visitor);
            }
        }
    }

    private static void single(Path file, Visitor visitor) throws InterruptedException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                String name = file.normalize().toString().replaceAll("^(\\.\\./|/)+", "");
                visitor.file(SourceFile.of(place(file), name, attributes));
            } else {
                visitor.skipped(file, "It is no regular file.");
            }
        } catch (IOException e) {
            visitor.unreadable(file, Reasons.unreadable(e));
        }
    }

    /** Where it lies, whichever way leads there; a link is a file of its own. */
    private static Path place(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
    }

    private final class FolderVisit extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final Visitor visitor;
        private @Nullable InterruptedException interrupted;

        FolderVisit(Path folder, Visitor visitor) {
            this.folder = folder;
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return path.equals(folder) || selection.entersFolder(folder.relativize(path))
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            Path relative = folder.relativize(path);
            if (!selection.takes(relative)) {
                return FileVisitResult.CONTINUE;
            }
            try {
                take(path, relative, attributes);
                return FileVisitResult.CONTINUE;
            } catch (InterruptedException e) {
                interrupted = e;
                return FileVisitResult.TERMINATE;
            }
        }

        private void take(Path path, Path relative, BasicFileAttributes found) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            BasicFileAttributes attributes = found;
            if (attributes.isSymbolicLink()) {
                try {
                    attributes = Files.readAttributes(path, BasicFileAttributes.class);
                } catch (IOException e) {
                    visitor.skipped(path, "It is a link to nothing.");
                    return;
                }
            }
            if (attributes.isDirectory()) {
                visitor.skipped(path, "It is a link to a folder (--follow enters them).");
            } else if (!attributes.isRegularFile()) {
                visitor.skipped(path, "It is no regular file.");
            } else if (selection.isUnreadKind(relative)) {
                visitor.skipped(path, "Files of its kind have no text (--include sends them all the same).");
            } else {
                visitor.file(SourceFile.of(path, nameOf(relative), attributes));
            }
        }

        /** The folder's own name is part of it, so that the files of two folders are told apart. */
        private String nameOf(Path relative) {
            Path own = folder.getFileName();
            return (own == null ? relative : own.resolve(relative)).toString().replace('\\', '/');
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException why) {
            if (why instanceof FileSystemLoopException) {
                visitor.skipped(path, "It is a link to a folder that it lies in.");
            } else if (Files.isSymbolicLink(path) && !Files.exists(path)) {
                visitor.skipped(path, "It is a link to nothing.");
            } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                visitor.unreadable(path, Reasons.unreadable(why));
            }
            // Else it was deleted meanwhile.
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path path, @Nullable IOException why) {
            if (why != null) {
                visitor.unreadable(path, Reasons.unreadable(why));
            }
            return FileVisitResult.CONTINUE;
        }

        void rethrow() throws InterruptedException {
            if (interrupted != null) {
                throw interrupted;
            }
        }
    }
}
