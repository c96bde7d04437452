package dev.quern.llm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A name for everything that decides what a request is answered with: another name, possibly another answer. */
final class RoutingEpoch {
    private static final int LENGTH = 16;

    private RoutingEpoch() {}

    /** Of what is configured: how the models are just now has no part in it. */
    static String of(Router router) {
        return of(router, PromptTemplate.VERSION, QuestionRewriter.INSTRUCTION);
    }

    /** @param rewriting what a model is told that makes questions stand for themselves */
    static String of(Router router, String promptVersion, String rewriting) {
        String effective = router.models().stream().map(RoutingEpoch::of).collect(Collectors.joining("\n")) + "\n"
                + router.settings() + "\n" + promptVersion + "\n" + rewriting;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(effective.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String of(RoutedModel model) {
        ModelProfile profile = model.profile();
        return String.join(
                "\n",
                profile.name(),
                profile.backEnd().name(),
                profile.tier().name(),
                model.model().fingerprint(),
                Integer.toString(profile.contextWindow()),
                Integer.toString(profile.promptTokens()),
                Integer.toString(profile.maxTokens()),
                Double.toString(profile.temperature()),
                new TreeSet<>(profile.roles()).toString());
    }
}
