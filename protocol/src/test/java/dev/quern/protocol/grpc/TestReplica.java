package dev.quern.protocol.grpc;

import com.google.protobuf.ByteString;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import dev.quern.protocol.cache.v1.WatchInvalidationsResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A real server on a loopback address of its own, which answers with its name and reports the load that it is told. */
final class TestReplica extends CacheServiceGrpc.CacheServiceImplBase implements AutoCloseable {
    static final CountDownLatch OPEN = new CountDownLatch(0);

    final AtomicInteger calls = new AtomicInteger();
    /** Calls wait for this before they are answered. */
    volatile CountDownLatch gate = OPEN;
    /** What a call takes. */
    volatile long workNanos;

    volatile double cpu = 0.1;
    volatile long freeMemory = 1L << 30;

    private final InetAddress address;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    /** @param port 0 for any */
    TestReplica(int number, int port) throws Exception {
        address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
        AtomicInteger ticks = new AtomicInteger();
        LoadMeter meter = new LoadMeter(() -> cpu, () -> freeMemory, () -> ticks.incrementAndGet() * 1_000_000_000L);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(address, port))
                .executor(threads)
                .intercept(new LoadReports(meter))
                .addService(this)
                .build()
                .start();
    }

    InetAddress address() {
        return address;
    }

    int port() {
        return server.getPort();
    }

    String name() {
        return address.getHostAddress();
    }

    /** As a process that is killed: what is under way breaks off. */
    void kill() throws Exception {
        server.shutdownNow();
        boolean stopped = server.awaitTermination(20, TimeUnit.SECONDS);
        // Not before, or calls that wait would still be answered.
        gate.countDown();
        if (!stopped) {
            throw new IllegalStateException("a server does not stop");
        }
    }

    @Override
    public void close() throws Exception {
        kill();
        threads.shutdownNow();
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> responses) {
        answer();
        responses.onNext(GetResponse.newBuilder()
                .setValue(ByteString.copyFromUtf8(name()))
                .build());
        responses.onCompleted();
    }

    @Override
    public void watchInvalidations(
            WatchInvalidationsRequest request, StreamObserver<WatchInvalidationsResponse> responses) {
        answer();
        responses.onNext(
                WatchInvalidationsResponse.newBuilder().setPattern(name()).build());
        responses.onCompleted();
    }

    private void answer() {
        calls.incrementAndGet();
        try {
            if (!gate.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long end = System.nanoTime() + workNanos;
        for (long left = workNanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
