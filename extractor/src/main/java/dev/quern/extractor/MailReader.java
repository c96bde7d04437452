package dev.quern.extractor;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Header;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.message.DefaultMessageWriter;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.util.MimeUtil;
import org.jspecify.annotations.Nullable;

/** E-mails: the subject, between whom, what was written; and what was attached. */
final class MailReader implements FileReader {
    private static final List<String> BETWEEN_WHOM = List.of("From", "To", "Cc", "Date");
    private static final int LONGEST_LINE = 100_000;
    private static final int HEADERS = 10_000;

    @Override
    public String read(Reading reading) throws IOException {
        if (Files.size(reading.source().file()) > Limits.WHOLE) {
            throw Refusal.tooComplex();
        }
        Message message = parse(reading);
        try {
            String subject =
                    Prose.line(Optional.ofNullable(message.getSubject()).orElse(""));
            reading.out().heading(1, subject);
            reading.out().paragraph(betweenWhom(message.getHeader()));
            part(message, reading, 0);
            return subject;
        } finally {
            message.dispose();
        }
    }

    private static Message parse(Reading reading) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setDecodeMonitor(DecodeMonitor.SILENT);
        builder.setMimeEntityConfig(MimeConfig.custom()
                .setMaxLineLen(LONGEST_LINE)
                .setMaxHeaderLen(LONGEST_LINE)
                .setMaxHeaderCount(HEADERS)
                .build());
        try (InputStream in = Files.newInputStream(reading.source().file())) {
            return builder.parseMessage(in);
        }
    }

    private static String betweenWhom(Header header) {
        StringBuilder lines = new StringBuilder();
        for (String name : BETWEEN_WHOM) {
            if (header.getField(name) != null) {
                String value = Prose.line(
                        MimeUtil.unscrambleHeaderValue(header.getField(name).getBody()));
                lines.append(lines.isEmpty() ? "" : "\n").append(name).append(": ");
                lines.append(DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT));
            }
        }
        return lines.toString();
    }

    private static void part(Entity part, Reading reading, int nesting) throws IOException {
        if (nesting > Limits.NESTING / 10) {
            throw Refusal.tooComplex();
        }
        Body body = part.getBody();
        if (body instanceof Multipart parts) {
            if (parts.getSubType().equalsIgnoreCase("alternative")) {
                part(plainest(parts), reading, nesting + 1);
            } else {
                for (Entity each : parts.getBodyParts()) {
                    part(each, reading, nesting + 1);
                }
            }
        } else if (body instanceof Message message) {
            reading.attachments()
                    .add(
                            name(part, message.getSubject()),
                            "message/rfc822",
                            out -> new DefaultMessageWriter().writeMessage(message, out));
        } else if (body instanceof TextBody text && !isAttached(part)) {
            text(part.getMimeType(), text, reading.out());
        } else if (body instanceof SingleBody content && !part.getMimeType().startsWith("image/")) {
            reading.attachments().add(name(part, ""), part.getMimeType(), content::writeTo);
        }
    }

    /** Of several forms of one text the plain one; it may be within a form that has pictures too. */
    private static Entity plainest(Multipart forms) {
        List<Entity> parts = forms.getBodyParts();
        return parts.stream()
                .filter(form -> form.getMimeType().equals("text/plain") && !isBlank(form))
                .findFirst()
                .or(() -> parts.stream()
                        .filter(form -> form.getMimeType().equals("text/html") || form.isMultipart())
                        .findFirst())
                .orElseGet(parts::getLast);
    }

    private static boolean isBlank(Entity form) {
        try {
            return form.getBody() instanceof TextBody text && whole(text).isBlank();
        } catch (IOException unreadable) {
            return true;
        }
    }

    private static boolean isAttached(Entity part) {
        return "attachment".equals(part.getDispositionType()) || part.getFilename() != null;
    }

    private static String name(Entity part, @Nullable String otherwise) {
        String name = part.getFilename();
        String given = name == null ? otherwise : name;
        return given == null ? "" : Prose.line(given);
    }

    private static void text(String mediaType, TextBody text, Markdown out) throws IOException {
        String whole = whole(text);
        if (mediaType.equals("text/html")) {
            HtmlReader.write(whole, out);
        } else {
            new Paragraphs(out, Layout.LINES).write(whole);
        }
    }

    private static String whole(TextBody text) throws IOException {
        try (Reader in = text.getReader()) {
            return in.readAllAsString();
        }
    }
}
