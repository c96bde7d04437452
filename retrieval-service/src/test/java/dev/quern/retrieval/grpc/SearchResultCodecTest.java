package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.retrieval.Location;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SearchResultCodecTest {

    @Test
    void aResultComesBackAsItWas() {
        SearchResult result = new SearchResult(
                List.of(
                        new Passage(
                                UUID.fromString("00000000-0000-0001-0000-000000000002"),
                                "mill",
                                "The mill",
                                "Größe 3 한국어 😀",
                                .75f,
                                Optional.of(-.25f),
                                new Location(3, 10, 25, 0, List.of("Part", "Section")),
                                List.of(new Passage.Highlight(0, 5), new Passage.Highlight(6, 7)),
                                "It was found.",
                                Map.of(
                                        "colour", new Value.Text("2026-01-01T00:00:00Z"),
                                        "weight", new Value.Numeric(-1.5),
                                        "ripe", new Value.Flag(false),
                                        "picked", new Value.Time(Instant.parse("2026-02-03T04:05:06.789Z")))),
                        new Passage(
                                UUID.fromString("00000000-0000-0001-0000-000000000003"),
                                "",
                                "",
                                "",
                                0,
                                Optional.empty(),
                                new Location(0, 0, 0, 0, List.of()),
                                List.of(),
                                "",
                                Map.of())),
                "01J",
                List.of(),
                List.of());

        assertThat(SearchResultCodec.decoded(SearchResultCodec.encoded(result))).contains(result);
    }

    @Test
    void anEmptyResultIsAResult() {
        SearchResult result = new SearchResult(List.of(), "01J", List.of(), List.of());

        assertThat(SearchResultCodec.decoded(SearchResultCodec.encoded(result))).contains(result);
    }

    @Test
    void whatCannotBeReadIsNoResult() {
        SearchResponse withoutAnId = SearchResponse.newBuilder()
                .addPassages(
                        dev.quern.protocol.retrieval.v1.Passage.newBuilder().setChunkId("?"))
                .build();

        assertThat(SearchResultCodec.decoded(ByteString.copyFromUtf8("no message")))
                .isEmpty();
        assertThat(SearchResultCodec.decoded(withoutAnId.toByteString())).isEmpty();
    }
}
