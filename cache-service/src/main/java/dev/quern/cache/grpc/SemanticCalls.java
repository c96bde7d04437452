package dev.quern.cache.grpc;

import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.Durations;
import dev.quern.cache.Content;
import dev.quern.cache.Cost;
import dev.quern.cache.semantic.SemanticCache;
import dev.quern.cache.semantic.SemanticHit;
import dev.quern.cache.semantic.SemanticLookup;
import dev.quern.cache.semantic.SemanticNamespace;
import dev.quern.protocol.Call;
import dev.quern.protocol.cache.v1.LookupSemanticRequest;
import dev.quern.protocol.cache.v1.LookupSemanticResponse;
import dev.quern.protocol.cache.v1.PutSemanticRequest;
import dev.quern.protocol.cache.v1.PutSemanticResponse;
import dev.quern.protocol.cache.v1.ReportWrongHitRequest;
import dev.quern.protocol.cache.v1.ReportWrongHitResponse;
import dev.quern.protocol.cache.v1.SemanticStatistics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The calls about the semantic cache. */
@Singleton
final class SemanticCalls {
    private final SemanticCache cache;

    SemanticCalls(SemanticCache cache) {
        this.cache = cache;
    }

    LookupSemanticResponse lookUp(Call call, LookupSemanticRequest request) {
        SemanticLookup lookup = cache.lookUp(
                call, namespace(request.getNamespace()), request.getQuestion(), vector(request.getVectorList()));
        LookupSemanticResponse.Builder response = LookupSemanticResponse.newBuilder();
        lookup.rejection()
                .ifPresent(rejection -> response.setRejection(rejection.reason())
                        .setSimilarity((float) rejection.similarity())
                        .setScore((float) rejection.score()));
        lookup.hit().ifPresent(hit -> describe(hit, response));
        return response.build();
    }

    PutSemanticResponse put(Call call, PutSemanticRequest request) throws InterruptedException {
        String id = cache.put(
                call,
                namespace(request.getNamespace()),
                request.getQuestion(),
                vector(request.getVectorList()),
                new Content(request.getValue().toByteArray()),
                CacheMessages.tags(request.getTagsList()),
                new Cost(
                        request.hasCost() ? CacheMessages.duration("cost", request.getCost()) : Duration.ZERO,
                        request.getTokens()));
        return PutSemanticResponse.newBuilder().setEntryId(id).build();
    }

    ReportWrongHitResponse reportWrongHit(Call call, ReportWrongHitRequest request) throws InterruptedException {
        cache.reportWrongHit(call, namespace(request.getNamespace()), request.getEntryId());
        return ReportWrongHitResponse.getDefaultInstance();
    }

    SemanticStatistics statistics() {
        dev.quern.cache.semantic.SemanticStatistics statistics = cache.statistics();
        SemanticStatistics.Builder message = SemanticStatistics.newBuilder()
                .setEnabled(statistics.enabled())
                .setNamespaces(statistics.namespaces())
                .setEntries(statistics.entries())
                .setBytes(statistics.bytes())
                .setHits(statistics.hits())
                .setMisses(statistics.misses())
                .setEvictions(statistics.evictions())
                .setReportedWrong(statistics.reportedWrong())
                .putAllRejections(statistics.rejections())
                .setSavedTime(Durations.fromNanos(statistics.savedTime().toNanos()))
                .setSavedTokens(statistics.savedTokens());
        statistics
                .lastHits()
                .forEach(hit -> message.addLastHits(dev.quern.protocol.cache.v1.SemanticHit.newBuilder()
                        .setSimilarity((float) hit.similarity())
                        .setScore((float) hit.score())));
        return message.build();
    }

    private void describe(SemanticHit hit, LookupSemanticResponse.Builder response) {
        response.setValue(UnsafeByteOperations.unsafeWrap(hit.value().content().bytes()))
                .setEntryId(hit.entryId())
                .setQuestion(hit.question())
                .setSimilarity((float) hit.similarity())
                .setScore((float) hit.score())
                .setAge(Durations.fromMillis(cache.age(hit.value()).toMillis()));
    }

    private static SemanticNamespace namespace(dev.quern.protocol.cache.v1.SemanticNamespace namespace) {
        return new SemanticNamespace(
                namespace.getCollection(),
                namespace.getCollectionVersion(),
                namespace.getModel(),
                namespace.getPromptVersion(),
                namespace.getLanguage(),
                namespace.getVariant());
    }

    private static float[] vector(List<Float> numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i);
        }
        return vector;
    }
}
