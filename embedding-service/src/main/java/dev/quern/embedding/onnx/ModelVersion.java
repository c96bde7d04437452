package dev.quern.embedding.onnx;

import dev.quern.embedding.Fingerprint;
import java.security.MessageDigest;
import java.util.List;

/** The version of a model of this process: that of its files and of how they are used. */
final class ModelVersion {
    private ModelVersion() {}

    /** @param uses every setting that changes a result, always in the same order */
    static String of(String fingerprint, List<?> uses) {
        return Fingerprint.of(fingerprint, uses);
    }

    static MessageDigest sha256() {
        return Fingerprint.sha256();
    }
}
