package dev.quern.gateway.grpc;

import dev.quern.gateway.Answer;
import dev.quern.gateway.Source;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.grpc.SharedCache;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the caches are told of an answer beside it. */
final class AnswerNotes {
    private static final int MOST_TAGS = 64;

    private AnswerNotes() {}

    /** The collections that were asked, and the documents that the answer was made from. */
    static List<Tag> tags(List<String> collections, Answer answer) {
        return Stream.concat(
                        collections.stream().map(collection -> tag(TagKind.TAG_KIND_COLLECTION, collection)),
                        answer.sources().stream()
                                .map(Source::documentId)
                                .distinct()
                                .map(document -> tag(TagKind.TAG_KIND_DOCUMENT, document)))
                .limit(MOST_TAGS)
                .toList();
    }

    static SharedCache.Cost cost(Answer answer, Duration took) {
        return new SharedCache.Cost(took, answer.generated().tokens().sum());
    }

    private static Tag tag(TagKind kind, String value) {
        return Tag.newBuilder().setKind(kind).setValue(value).build();
    }
}
