package dev.quern.gateway.openai;

import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.http.AnswerBody;
import dev.quern.gateway.http.AnswerBody.CitationBody;
import dev.quern.gateway.http.AnswerBody.MetadataBody;
import dev.quern.gateway.http.AnswerBody.SentenceBody;
import dev.quern.gateway.http.AnswerBody.SourceBody;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an answer from documents rests on, as in the answers of `/api/v1/rag/query`. */
@Schema(name = "ChatBasis")
public record BasisBody(
        List<CitationBody> citations, List<SentenceBody> sentences, List<SourceBody> sources, MetadataBody metadata) {

    static BasisBody of(AnswerEvent.Metadata end) {
        AnswerBody answer = AnswerBody.of(end);
        return new BasisBody(answer.citations(), answer.sentences(), answer.sources(), answer.metadata());
    }
}
