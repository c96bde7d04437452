package dev.quern.gateway;

import dev.quern.gateway.Passages.CollectionInfo;
import dev.quern.gateway.Passages.Found;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * From a question to passages: its vector is made by each collection's model, and both are searched for, in all
 * collections at once. Nobody notices when a collection gets another model meanwhile.
 */
final class PassageSearch {
    /** What is gone without when only words are searched for, for want of vectors. */
    static final String EMBEDDING = "embedding";

    private final Passages passages;
    private final Embeddings embeddings;

    PassageSearch(Passages passages, Embeddings embeddings) {
        this.passages = passages;
        this.embeddings = embeddings;
    }

    /**
     * What to search with.
     *
     * @param question by words only where no vector could be had
     * @param vectors by collection, in the question's order
     */
    record Prepared(Question question, List<QuestionVector> vectors, Optional<QuernException> trouble) {

        /** Of the first collection. */
        QuestionVector vector() {
            return vectors.getFirst();
        }
    }

    /** The question's collections, in its order. */
    List<CollectionInfo> describe(Call call, Question question) throws InterruptedException {
        return SideBySide.each(call, question.collections(), collection -> described(call, question, collection));
    }

    /**
     * The question's vectors, if they have any say; without them, when they cannot be had now.
     *
     * @param models of the collections, as far as is known
     */
    Prepared prepare(Call call, Question question, List<String> models) throws InterruptedException {
        if (!question.options().wantsVector()) {
            return new Prepared(question, none(question), Optional.empty());
        }
        try {
            return new Prepared(question, vectors(Trouble.hurried(call), question, models), Optional.empty());
        } catch (QuernException failure) {
            if (!Trouble.canBeDoneWithout(call, failure)
                    || !failure.service().map("embedding-service"::equals).orElse(true)) {
                throw failure;
            }
            return new Prepared(question.byWords(), none(question), Optional.of(failure));
        }
    }

    /** The best passages of all collections. */
    Found search(Call call, Prepared prepared, Analysis analysis) throws InterruptedException {
        List<String> collections = prepared.question().collections();
        List<Integer> places = IntStream.range(0, collections.size()).boxed().toList();
        List<Found> found = SideBySide.each(
                call,
                places,
                place -> searched(
                        call,
                        prepared.question().in(collections.get(place)),
                        analysis,
                        prepared.vectors().get(place)));
        boolean comparable = prepared.vectors().stream()
                        .map(QuestionVector::model)
                        .distinct()
                        .count()
                == 1;
        return Merging.merged(found, prepared.question().maxResults(), comparable);
    }

    private List<QuestionVector> vectors(Call call, Question question, List<String> models)
            throws InterruptedException {
        Map<String, Optional<QuestionVector>> byModel = new HashMap<>();
        List<String> distinct = models.stream().distinct().toList();
        List<Optional<QuestionVector>> made =
                SideBySide.each(call, distinct, model -> embeddedUnlessChanged(call, model, question));
        for (int i = 0; i < distinct.size(); i++) {
            byModel.put(distinct.get(i), made.get(i));
        }
        List<Integer> places = IntStream.range(0, models.size()).boxed().toList();
        return SideBySide.each(
                call,
                places,
                place -> byModel.getOrDefault(models.get(place), Optional.empty())
                        .orElseGet(() -> embedded(
                                call,
                                described(call, question, question.collections().get(place))
                                        .embeddingModel(),
                                question)));
    }

    private Found searched(Call call, Question question, Analysis analysis, QuestionVector vector) {
        try {
            return passages.search(call, question, analysis, vector, question.explain());
        } catch (QuernException failure) {
            if (!isOtherThanKnown(failure)) {
                throw failure;
            }
        }
        String model = described(call, question, question.collection()).embeddingModel();
        return passages.search(call, question, analysis, embedded(call, model, question), question.explain());
    }

    private CollectionInfo described(Call call, Question question, String collection) {
        try {
            return passages.describe(call, collection);
        } catch (QuernException failure) {
            boolean oneOfMany = question.collections().size() > 1 && failure.code() == ErrorCode.NOT_FOUND;
            throw oneOfMany ? failure.withField("collections") : failure;
        }
    }

    private Optional<QuestionVector> embeddedUnlessChanged(Call call, String model, Question question) {
        try {
            return Optional.of(embedded(call, model, question));
        } catch (QuernException failure) {
            if (isOtherThanKnown(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private QuestionVector embedded(Call call, String model, Question question) {
        if (!question.options().wantsVector()) {
            return QuestionVector.NONE;
        }
        return new QuestionVector(model, embeddings.embedQuestion(call, model, question.text()));
    }

    private static List<QuestionVector> none(Question question) {
        return Collections.nCopies(question.collections().size(), QuestionVector.NONE);
    }

    private static boolean isOtherThanKnown(QuernException failure) {
        return failure.code() == ErrorCode.CONFLICT && failure.field().equals(Optional.of("collection"));
    }
}
