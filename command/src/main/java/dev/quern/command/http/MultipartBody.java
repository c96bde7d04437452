package dev.quern.command.http;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A form with a file (RFC 7578), whose file is not held in memory. */
final class MultipartBody {
    private final String boundary = "quern-" + UUID.randomUUID();
    private final StringBuilder head = new StringBuilder();

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** Left out when it is empty. */
    MultipartBody field(String name, String value) {
        if (!value.isEmpty()) {
            head.append("--").append(boundary).append("\r\n");
            head.append("Content-Disposition: form-data; name=\"").append(name).append("\"\r\n");
            head.append("Content-Type: text/plain; charset=UTF-8\r\n\r\n")
                    .append(value)
                    .append("\r\n");
        }
        return this;
    }

    /** The last part. What kind of file it is the server finds out. */
    BodyPublisher withFile(String name, String fileName, BodyPublisher content) {
        String before = head
                + "--" + boundary + "\r\n"
                + "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + quoted(fileName) + "\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n";
        return BodyPublishers.concat(
                BodyPublishers.ofString(before, StandardCharsets.UTF_8),
                content,
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n", StandardCharsets.US_ASCII));
    }

    /** As browsers do (WHATWG's HTML, multipart form data): in UTF-8, and what would end the name percent-encoded. */
    static String quoted(String fileName) {
        StringBuilder quoted = new StringBuilder();
        fileName.codePoints().forEach(letter -> {
            if (letter == '"' || letter == '\\' || letter < ' ' || letter == 127) {
                quoted.append(String.format("%%%02X", letter));
            } else {
                quoted.appendCodePoint(letter);
            }
        });
        return quoted.toString();
    }
}
