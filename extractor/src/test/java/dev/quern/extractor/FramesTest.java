package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FramesTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    @Test
    void bringsRequestsAndRepliesAcross() throws IOException {
        Request request = new Request(Path.of("a file"), "application/pdf", "größe.pdf", Path.of("its text"), 1L << 40);
        Reply extracted = new Reply.Extracted("application/pdf", "Größe", 3);
        Reply refused = new Reply.Refused(Reply.Reason.PROTECTED, "application/pdf", "The file needs a password.");

        Frames.write(out, request);
        Frames.write(out, extracted);
        Frames.write(out, refused);

        DataInputStream in = in();
        assertThat(Frames.readRequest(in)).isEqualTo(request);
        assertThat(Frames.readReply(in)).isEqualTo(extracted);
        assertThat(Frames.readReply(in)).isEqualTo(refused);
        assertThatThrownBy(() -> Frames.readReply(in)).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesWhatIsNoFrame() throws IOException {
        out.writeInt(Integer.MAX_VALUE);

        assertThatThrownBy(() -> Frames.readRequest(in())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Frames.readReply(in())).isInstanceOf(IOException.class);
    }

    private DataInputStream in() {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }
}
