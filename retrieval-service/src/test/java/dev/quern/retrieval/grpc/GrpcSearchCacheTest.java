package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import dev.quern.protocol.Call;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.PutResponse;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.SharedCaches;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.TestConfig;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TemporaryState.class)
class GrpcSearchCacheTest {
    private static final CollectionId NOTES = new CollectionId("acme", "notes");
    private static final SearchResult RESULT = new SearchResult(List.of(), "01J", List.of(), List.of());
    private static final Call CALL = TestCalls.of("acme");

    @Inject
    CallConfig config;

    private final Map<String, ByteString> values = new HashMap<>();
    private boolean refresh;
    private final FakeChannel service = new FakeChannel(this::answer);

    @Test
    void findsWhatItRemembered() {
        GrpcSearchCache cache = cache(service);
        assertThat(cache.find(CALL, "k")).isEmpty();

        cache.remember(CALL, NOTES, "k", RESULT, Duration.ofMillis(1_500));

        assertThat(cache.find(CALL, "k")).contains(RESULT);
        assertThat(cache.find(CALL, "other")).isEmpty();
    }

    @Test
    void storesSearchesUnderTheirFormatTaggedWithTheirCollection() {
        cache(service).remember(CALL, NOTES, "k", RESULT, Duration.ofMillis(1_500));

        assertThat(service.requests).singleElement().isInstanceOfSatisfying(PutRequest.class, put -> {
            assertThat(put.getType()).isEqualTo(ValueType.VALUE_TYPE_SEARCH);
            assertThat(put.getKey()).isEqualTo(SearchResultCodec.FORMAT + "/k");
            assertThat(put.getTagsList())
                    .containsExactly(Tag.newBuilder()
                            .setKind(TagKind.TAG_KIND_COLLECTION)
                            .setValue("notes")
                            .build());
            assertThat(put.getCost()).isEqualTo(Durations.fromMillis(1_500));
        });
    }

    @Test
    void searchesAgainWhereTheCacheAsksForIt() {
        GrpcSearchCache cache = cache(service);
        cache.remember(CALL, NOTES, "k", RESULT, Duration.ofMillis(1_500));

        refresh = true;

        assertThat(cache.find(CALL, "k")).isEmpty();
    }

    @Test
    void knowsNothingOfWhatItCannotRead() {
        values.put(SearchResultCodec.FORMAT + "/k", ByteString.copyFromUtf8("no result"));

        assertThat(cache(service).find(CALL, "k")).isEmpty();
    }

    @Test
    void isACacheThatKnowsNothingWhenTheServiceIsAway() {
        FakeChannel away = new FakeChannel(_ -> {
            throw new StatusException(Status.UNAVAILABLE);
        });
        GrpcSearchCache cache = cache(away);

        cache.remember(CALL, NOTES, "k", RESULT, Duration.ofMillis(1_500));

        assertThat(cache.find(CALL, "k")).isEmpty();
        assertThat(away.requests).hasSizeGreaterThanOrEqualTo(2);
    }

    private GrpcSearchCache cache(FakeChannel channel) {
        return new GrpcSearchCache(new SharedCaches(channel, new RemoteServices(config)), TestConfig.with());
    }

    private Message answer(Message request) {
        return switch (request) {
            case PutRequest put -> {
                values.put(put.getKey(), put.getValue());
                yield PutResponse.getDefaultInstance();
            }
            case GetRequest get -> {
                GetResponse.Builder found = GetResponse.newBuilder();
                ByteString value = values.get(get.getKey());
                yield value == null
                        ? found.build()
                        : found.setValue(value).setRefresh(refresh).build();
            }
            default -> throw new AssertionError(request);
        };
    }
}
