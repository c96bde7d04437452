package dev.quern.gateway;

import dev.quern.protocol.Call;

/** Language models, as they are. */
public interface Chats {

    /**
     * Gives every part of a reply to {@code parts} as it comes. Returns only when the whole text is there: a stream that
     * breaks off throws.
     *
     * @throws dev.quern.protocol.QuernException {@code NOT_FOUND} naming {@code model} when there is none of this name
     */
    End stream(Call call, Chat chat, Generation.Parts parts);

    /** @param model that replied, which may be another one than was asked for where that was not able to */
    record End(String model, Generated.Finish finish, Generated.Tokens tokens) {}
}
