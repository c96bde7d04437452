package dev.quern.protocol.grpc;

import com.google.protobuf.ByteString;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.DescribeCachesResponse;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.MutinyCacheServiceGrpc;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.PutResponse;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import dev.quern.protocol.cache.v1.WatchInvalidationsResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A service whose answers tell what arrived, to test what every service shares. */
@GrpcService
class EchoCaches extends MutinyCacheServiceGrpc.CacheServiceImplBase {
    final AtomicInteger gets = new AtomicInteger();
    volatile CountDownLatch started = new CountDownLatch(1);
    volatile CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public Uni<GetResponse> get(GetRequest request) {
        gets.incrementAndGet();
        return GrpcCalls.answer(call -> GetResponse.newBuilder()
                .setValue(ByteString.copyFromUtf8(call.tenant() + " " + call.traceId() + " "
                        + (call.deadline().remaining().compareTo(Duration.ofMinutes(1)) < 0)))
                .build());
    }

    @Override
    public Uni<PutResponse> put(PutRequest request) {
        return GrpcCalls.answer(call -> {
            throw QuernException.invalid("key", "The key is too long.");
        });
    }

    @Override
    public Uni<DescribeCachesResponse> describeCaches(DescribeCachesRequest request) {
        return GrpcCalls.answer(call -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return DescribeCachesResponse.getDefaultInstance();
        });
    }

    @Override
    public Multi<WatchInvalidationsResponse> watchInvalidations(WatchInvalidationsRequest request) {
        return GrpcCalls.stream((call, outlet) -> {
            for (int i = 0; i < 3; i++) {
                outlet.send(WatchInvalidationsResponse.newBuilder()
                        .setPattern("p" + i)
                        .build());
            }
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
    }
}
