package dev.quern.llm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A name for everything that decides what a request is answered with: another name, possibly another answer. */
final class RoutingEpoch {
    private static final int LENGTH = 16;

    private RoutingEpoch() {}

    static String of(Optional<LanguageModel> model, GenerationDefaults defaults) {
        String effective = model.map(present -> String.join(
                                "\n",
                                present.backEnd().name(),
                                present.name(),
                                present.fingerprint(),
                                Integer.toString(present.contextWindow())))
                        .orElse(BackEnd.EXTRACTIVE.name())
                + "\n" + defaults + "\n" + PromptTemplate.VERSION;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(effective.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
