package dev.quern.extractor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Archives made by hand, as no library would make them. */
final class Archives {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    Archives with(String name, String content) {
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Archives with(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    static Archives of(byte[] archive) throws IOException {
        Archives archives = new Archives();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                archives.with(entry.getName(), in.readAllBytes());
            }
        }
        return archives;
    }

    static Archives openDocument(String body) {
        return new Archives()
                .with("mimetype", "application/vnd.oasis.opendocument.text")
                .with("content.xml", """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
                            xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2">
                        <office:body><office:text>%s</office:text></office:body></office:document-content>
                        """.formatted(body));
    }

    static Archives book(String prologue, String body) {
        return new Archives()
                .with("mimetype", "application/epub+zip")
                .with("META-INF/container.xml", """
                        <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
                        <rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
                        """)
                .with("book.opf", """
                        <package xmlns="http://www.idpf.org/2007/opf" version="2.0">
                        <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Mill</dc:title></metadata>
                        <manifest><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
                        <spine><itemref idref="one"/></spine></package>
                        """)
                .with(
                        "one.xhtml",
                        prologue + "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>One</title></head><body>"
                                + body + "</body></html>");
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
