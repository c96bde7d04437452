package dev.quern.extractor;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The requests on a stream, in their order. When the stream ends the process does, at once and whatever it is reading:
 * nobody waits for its replies any more.
 */
final class Requests {
    private static final int BROKEN = 1;

    private final DataInputStream in;
    /** One request waits while another is answered; the stream is looked at meanwhile. */
    private final BlockingQueue<Request> waiting = new ArrayBlockingQueue<>(1);

    private Requests(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in));
    }

    static Requests on(InputStream in) {
        Requests requests = new Requests(in);
        Thread.ofPlatform().daemon().name("requests").start(requests::readAll);
        return requests;
    }

    /** Waits for the next one. */
    Request take() throws InterruptedException {
        return waiting.take();
    }

    private void readAll() {
        int status = BROKEN;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                waiting.put(Frames.readRequest(in));
            }
        } catch (EOFException over) {
            status = 0;
        } catch (IOException | RuntimeException nonsense) {
            System.err.println("the requests cannot be read: " + nonsense);
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        } finally {
            // Not an orderly end: that waits for the file that is being read.
            Runtime.getRuntime().halt(status);
        }
    }
}
