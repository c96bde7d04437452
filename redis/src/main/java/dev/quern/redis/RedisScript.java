package dev.quern.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What has to happen in Redis in one step, in Lua. It is sent in full only to a server that does not have it yet. */
public final class RedisScript {
    private final String text;
    private final String digest;

    public RedisScript(String text) {
        this.text = text;
        this.digest = sha1(text);
    }

    Request byDigest(List<String> keys, List<String> arguments) {
        return with(Request.cmd(Command.EVALSHA).arg(digest), keys, arguments);
    }

    Request inFull(List<String> keys, List<String> arguments) {
        return with(Request.cmd(Command.EVAL).arg(text), keys, arguments);
    }

    private static Request with(Request request, List<String> keys, List<String> arguments) {
        request.arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
