package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.List;

/** Something that continues conversations. Safe for use by many threads. */
public interface LanguageModel extends AutoCloseable {

    /** As configured and as callers name it. */
    String name();

    BackEnd backEnd();

    /** Changes whenever the same prompt could be continued differently: the file, the server. Holds no secret. */
    String fingerprint();

    /** How many tokens a text has: exact, or an estimate that is rather too high. */
    int countTokens(String text);

    /**
     * Generates the next message of the conversation, giving its parts to {@code sink} as they come, and returns when
     * all of it was given or the sink wants no more, which is a {@link FinishReason#STOP} too. A generation that breaks
     * off throws, whatever was given before.
     *
     * <p>Interrupting the thread ends the generation at once, before the first part too, and frees what it used; so
     * does the call's deadline.
     */
    ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
            throws InterruptedException;

    /** Throws with a sentence for a person when it is known that the model cannot be used now. */
    void check();

    @Override
    void close();
}
