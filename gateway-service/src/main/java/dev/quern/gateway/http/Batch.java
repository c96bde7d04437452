package dev.quern.gateway.http;

import dev.quern.gateway.http.BatchBody.FileBody;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/**
 * Several files that are uploaded a few at a time; what is wrong with one is no matter to the others.
 *
 * @param calls each file has the time that the client gives a request
 */
record Batch(
        Calls calls,
        BiFunction<Call, FileUpload, DocumentBody> upload,
        Function<QuernException, Map<String, Object>> problem) {
    private static final int AT_ONCE = 4;
    private static final int ACCEPTED = 202;

    Uni<RestResponse<BatchBody>> run(List<FileUpload> files) {
        return Multi.createFrom()
                .range(0, files.size())
                .onItem()
                .transformToUni(number -> outcome(number, files.get(number)))
                .merge(AT_ONCE)
                .collect()
                .asList()
                .map(Batch::response);
    }

    private Uni<Outcome> outcome(int number, FileUpload file) {
        String name = FileParts.name(file);
        Call call = calls.begin();
        return VirtualThreads.run(call, () -> upload.apply(call, file))
                .map(document -> new Outcome(number, new FileBody(name, document, null), Optional.empty()))
                .onFailure()
                .recoverWithItem(failure -> refused(number, name, QuernException.of(failure)));
    }

    private Outcome refused(int number, String name, QuernException failure) {
        return new Outcome(number, new FileBody(name, null, problem.apply(failure)), Optional.of(failure.code()));
    }

    private static RestResponse<BatchBody> response(List<Outcome> outcomes) {
        BatchBody body = BatchBody.of(outcomes.stream()
                .sorted(Comparator.comparingInt(Outcome::number))
                .map(Outcome::body)
                .toList());
        return RestResponse.ResponseBuilder.<BatchBody>create(body.accepted() > 0 ? ACCEPTED : refusedWith(outcomes))
                .entity(body)
                .build();
    }

    private static int refusedWith(List<Outcome> outcomes) {
        List<Integer> statuses = outcomes.stream()
                .flatMap(outcome -> outcome.refused().stream())
                .map(ErrorCode::httpStatus)
                .distinct()
                .toList();
        return statuses.size() == 1 ? statuses.getFirst() : ErrorCode.UNPROCESSABLE.httpStatus();
    }

    /** @param refused why; empty when it was accepted */
    private record Outcome(int number, FileBody body, Optional<ErrorCode> refused) {}
}
