package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.tika.exception.TikaException;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void findsTheReasonAmongTheCauses() {
        Exception encrypted = new TikaException("it failed", new org.apache.poi.EncryptedDocumentException("locked"));
        Exception bomb = new TikaException("it failed", new IOException("Zip bomb detected!"));

        assertThat(Verdict.of(encrypted, Kind.DOCX).reason()).isEqualTo(Reply.Reason.PROTECTED);
        assertThat(Verdict.of(bomb, Kind.DOCX).reason()).isEqualTo(Reply.Reason.TOO_COMPLEX);
        assertThat(Verdict.of(new TikaException("it failed"), Kind.DOCX).reason())
                .isEqualTo(Reply.Reason.BROKEN);
    }

    @Test
    void tellsAFullDiskFromADamagedFile() {
        IOException full = new IOException("/tmp/scratch: No space left on device");

        assertThat(Verdict.isFullDisk(new TikaException("it failed", new UncheckedIOException(full))))
                .isTrue();
        assertThat(Verdict.isFullDisk(new TikaException("it failed", new IOException("Unexpected end of file"))))
                .isFalse();
    }

    @Test
    void letsNoLibraryHideThatTheMemoryIsSpent() {
        OutOfMemoryError spent = new OutOfMemoryError("Java heap space");

        assertThatThrownBy(() -> Verdict.of(new TikaException("it failed", spent), Kind.PDF))
                .isSameAs(spent);
    }
}
