package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadTest {
    private final UploadMemory memory = new UploadMemory(UploadMemory.neededFor(100));

    @Test
    void joinsItsPartsEvenWhenTheyCutACharacter() {
        Upload upload = upload();
        byte[] bytes = "Grüße 🌾".getBytes(StandardCharsets.UTF_8);
        for (byte part : bytes) {
            upload.add(ByteBuffer.wrap(new byte[] {part}));
        }

        assertThat(upload.text().text()).isEqualTo("Grüße 🌾");
    }

    @Test
    void hasTheSameHashWithAndWithoutAByteOrderMark() {
        assertThat(upload("\uFEFFtext").text()).isEqualTo(upload("text").text());
        assertThat(upload("text").text().hash())
                .isEqualTo("982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1");
    }

    @Test
    void refusesWhatIsNotText() {
        Upload broken = upload();
        broken.add(ByteBuffer.wrap(new byte[] {'a', (byte) 0xC3}));

        assertRefused(broken, ErrorCode.UNPROCESSABLE);
        assertRefused(upload("a\0b"), ErrorCode.UNPROCESSABLE);
        assertRefused(upload(" \n\t"), ErrorCode.INVALID_ARGUMENT);
        assertRefused(upload(), ErrorCode.INVALID_ARGUMENT);
        assertRefused(upload("\uFEFF"), ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void takesNoMoreThanItsLimit() {
        Upload upload = upload("x".repeat(60));

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> upload.add(ByteBuffer.wrap(new byte[1])));

        assertThat(failure.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(failure.field()).contains("content");
    }

    @Test
    void takesNoMoreMemoryThanThereIsForAllUploads() {
        Upload first = upload("x".repeat(60));
        Upload second = upload("x".repeat(40));
        Upload third = upload();

        assertThatThrownBy(() -> third.add(ByteBuffer.wrap(new byte[1])))
                .isInstanceOfSatisfying(QuernException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
                    assertThat(failure.retryAfter()).isPresent();
                });

        second.close();
        second.close();
        third.add(ByteBuffer.wrap(new byte[40]));
        assertThatThrownBy(() -> third.add(ByteBuffer.wrap(new byte[1]))).isInstanceOf(QuernException.class);
        first.close();
        third.add(ByteBuffer.wrap(new byte[1]));
    }

    @Test
    void readsPlainTextAndMarkdownOnly() {
        assertThat(document("Text/Markdown; charset=UTF-8").header().mediaType())
                .isEqualTo("text/markdown");
        for (String other : List.of("", "application/pdf", "text/html", "text/plain; charset=latin1")) {
            assertThatThrownBy(() -> document(other)).isInstanceOfSatisfying(QuernException.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
                assertThat(failure.field()).contains("media_type");
            });
        }
    }

    private static void assertRefused(Upload upload, ErrorCode code) {
        QuernException failure = catchThrowableOfType(QuernException.class, upload::text);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field()).contains("content");
    }

    private Upload upload(String... parts) {
        Upload upload = new Upload(document("text/plain"), 60, memory);
        for (String part : parts) {
            upload.add(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
        }
        return upload;
    }

    private static NewDocument document(String mediaType) {
        return new NewDocument(
                new CollectionId("acme", "notes"),
                Optional.empty(),
                new DocumentHeader("", "", mediaType, List.of(), "", Map.of()));
    }
}
