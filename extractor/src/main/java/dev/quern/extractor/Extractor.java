package dev.quern.extractor;

import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Set;

/**
 * The process: reads requests from its standard input, one after the other, and writes replies to its standard output.
 *
 * <p>It ends as soon as its standard input does, and, with {@link #SPENT}, after the reply when a file took all its memory
 * or its stack.
 */
public final class Extractor {
    /** How the process ends when a file took more memory than there is. */
    public static final int SPENT = 3;

    private Extractor() {}

    /** The media types of the files that it reads. */
    public static Set<String> readable() {
        return Kind.allMediaTypes();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // Whatever a library prints must not get among the replies.
        DataOutputStream replies = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        System.setOut(System.err);
        Isolation.begin();
        Requests requests = Requests.on(System.in);
        boolean sound = true;
        while (sound) {
            sound = answer(requests.take(), replies);
        }
        // Nothing may run any more that could wait for memory.
        Runtime.getRuntime().halt(SPENT);
    }

    /** Whether the process can go on. */
    private static boolean answer(Request request, DataOutputStream replies) throws IOException {
        try {
            Frames.write(replies, FileToText.extract(request));
            return true;
        } catch (OutOfMemoryError | StackOverflowError spent) {
            Refusal refusal = Refusal.tooComplex();
            Frames.write(replies, new Reply.Refused(refusal.reason(), "application/octet-stream", refusal.sentence()));
            return false;
        }
    }
}
