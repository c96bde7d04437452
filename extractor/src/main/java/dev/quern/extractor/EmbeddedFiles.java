package dev.quern.extractor;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.EntryUtils;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;

/** Puts what Tika finds in a file among its {@link Attachments}. */
final class EmbeddedFiles implements EmbeddedDocumentExtractor {
    /** Pictures, programs and earlier versions of the same text. */
    private static final Set<String> LEFT_OUT =
            Set.of("MACRO", "METADATA", "FONT", "THUMBNAIL", "RENDERING", "VERSION", "INLINE");

    private final Attachments attachments;

    EmbeddedFiles(Attachments attachments) {
        this.attachments = attachments;
    }

    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        String type = value(metadata.get(HttpHeaders.CONTENT_TYPE));
        return attachments.takesMore()
                && !LEFT_OUT.contains(value(metadata.get(TikaCoreProperties.EMBEDDED_RESOURCE_TYPE)))
                && !type.startsWith("image/")
                && !value(metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY)).contains("thumbnail");
    }

    @Override
    public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws IOException {
        String name = value(metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY));
        String type = value(metadata.get(HttpHeaders.CONTENT_TYPE));
        // An office file within an office file of before 2007 is a folder of it, not a stream.
        if (stream instanceof TikaInputStream tika && tika.getOpenContainer() instanceof DirectoryEntry directory) {
            attachments.add(name, type, out -> {
                try (POIFSFileSystem alone = new POIFSFileSystem()) {
                    EntryUtils.copyNodes(directory, alone.getRoot());
                    alone.writeFilesystem(out);
                }
            });
        } else {
            attachments.add(name, type, stream);
        }
    }

    private static String value(@Nullable String value) {
        return value == null ? "" : value;
    }
}
