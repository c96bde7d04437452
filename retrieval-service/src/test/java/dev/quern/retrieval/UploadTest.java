package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    private static final RetrievalConfig CONFIG =
            TestConfig.with("upload-space", "100", "max-upload", "60", "uploads", "3", "free-space", "1000");

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long free = 1000;
    private UploadSpace space;

    @BeforeEach
    void open() {
        space = new UploadSpace(folder, CONFIG, () -> free, meters);
    }

    @Test
    void joinsItsPartsEvenWhenTheyCutACharacter() throws IOException {
        Upload upload = upload();
        byte[] bytes = "Grüße 🌾".getBytes(StandardCharsets.UTF_8);
        for (byte part : bytes) {
            upload.add(ByteBuffer.wrap(new byte[] {part}));
        }

        Upload.Content content = upload.finish();

        assertThat(content.isPlain()).isTrue();
        assertThat(content.text().characters()).isEqualTo("Grüße 🌾".length());
        assertThat(Files.readAllBytes(upload.files().content())).isEqualTo(bytes);
    }

    @Test
    void hasTheSameHashWithAndWithoutAByteOrderMark() {
        assertThat(upload("\uFEFFtext").finish().hash())
                .isEqualTo(upload("text").finish().hash())
                .isEqualTo("982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1");
        assertThat(upload("te").finish().hash())
                .isEqualTo("2d6c9a90dd38f6852515274cde41a8cd8e7e1a7a053835334ec7e29f61b918dd");
    }

    @Test
    void refusesAnEmptyFile() {
        Upload empty = upload();

        QuernException failure = catchThrowableOfType(QuernException.class, empty::finish);

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains("content");
    }

    @Test
    void takesNoMoreThanItsLimit() {
        Upload upload = upload("x".repeat(60));

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> upload.add(ByteBuffer.wrap(new byte[1])));

        assertThat(failure.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(failure.field()).contains("content");
        assertThat(refused("payload_too_large")).isEqualTo(1);
    }

    @Test
    void takesNoMoreDiskThanThereIsForAllUploads() {
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
    void takesNoMoreUploadsAtOnceThanItMay() {
        Upload first = upload();
        upload();
        upload();

        assertThatThrownBy(this::upload)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED));

        first.close();
        assertThat(upload()).isNotNull();
        assertThat(meters.get("quern.retrieval.uploads.active").gauge().value()).isEqualTo(3);
    }

    @Test
    void takesNothingWhileTheDiskIsNearlyFull() {
        free = 999;

        assertThatThrownBy(this::upload).isInstanceOfSatisfying(QuernException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            assertThat(failure.text()).contains("disk");
        });
        assertThat(new DiskReadiness(space).call().getStatus().name()).isEqualTo("DOWN");

        free = 1000;
        assertThat(upload()).isNotNull();
        assertThat(new DiskReadiness(space).call().getStatus().name()).isEqualTo("UP");
    }

    @Test
    void stopsWhenTheDiskBecomesNearlyFull() {
        Upload upload = upload("A mill.");
        free = 999;

        assertThatThrownBy(() -> upload.add(ByteBuffer.wrap(new byte[1])))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    @Test
    void countsNothingThatWouldNeverBeGivenBack() {
        UploadFiles files = space.enter();
        files.take(7);
        files.close();

        for (Runnable late : List.<Runnable>of(() -> files.count(5), () -> files.take(5))) {
            assertThatThrownBy(late::run)
                    .isInstanceOfSatisfying(
                            QuernException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
        }
        assertThat(meters.get("quern.retrieval.uploads.bytes").gauge().value()).isZero();
    }

    @Test
    void removesOneFileEvenWhenTheOtherCannotBeRemoved() throws IOException {
        // With its ending the name of the text is longer than a name may be.
        Path content = Files.writeString(folder.resolve("x".repeat(253)), "A mill.");

        new UploadFiles(content, space).close();

        assertThat(content).doesNotExist();
    }

    @Test
    void leavesNothingBehind() throws IOException {
        Upload upload = upload("A mill.");
        Files.writeString(upload.files().text(), "A mill.");

        upload.close();

        assertThat(files()).isEmpty();
        assertThat(meters.get("quern.retrieval.uploads.bytes").gauge().value()).isZero();
        assertThatThrownBy(() -> upload.add(ByteBuffer.wrap(new byte[1]))).isInstanceOf(QuernException.class);
        assertThatThrownBy(upload::finish).isInstanceOf(QuernException.class);
    }

    @Test
    void startsWithoutWhatAnEarlierProcessLeft() throws IOException {
        upload("A mill.");
        Files.createDirectories(folder.resolve("some").resolve("folder"));

        open();

        assertThat(files()).isEmpty();
    }

    @Test
    void saysThatTheSpaceMustHoldOneFile() {
        RetrievalConfig small = TestConfig.with("upload-space", "99", "max-upload", "100");

        assertThatThrownBy(() -> new UploadSpace(folder, small, () -> free, meters))
                .hasMessageContaining("quern.retrieval.upload-space");
    }

    @Test
    void refusesNamesAndKindsOfFilesThatAreNone() {
        assertInvalid("media_type", () -> document("text/plain\r\nx: y", ""));
        assertInvalid("media_type", () -> document("x".repeat(256), ""));
        assertInvalid("source", () -> document("", "a\0b"));
        assertInvalid("source", () -> document("", "a\u0085b"));
        assertThat(document("made/up", "../../etc/passwd").header().source()).isEqualTo("../../etc/passwd");
    }

    private static void assertInvalid(String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains(field);
    }

    private double refused(String reason) {
        return meters.get("quern.retrieval.documents.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.toList();
        }
    }

    private Upload upload(String... parts) {
        Upload upload = new Upload(document("text/plain", ""), 60, space.enter());
        for (String part : parts) {
            upload.add(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
        }
        return upload;
    }

    private static NewDocument document(String mediaType, String source) {
        return new NewDocument(
                new CollectionId("acme", "notes"),
                Optional.empty(),
                "",
                new DocumentHeader("", source, mediaType, List.of(), "", Map.of()));
    }
}
