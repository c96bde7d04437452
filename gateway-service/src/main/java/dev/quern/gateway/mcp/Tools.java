package dev.quern.gateway.mcp;

import dev.quern.gateway.Answering;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.Catalogue;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.GenerationOptions;
import dev.quern.gateway.PageRequest;
import dev.quern.gateway.Question;
import dev.quern.gateway.SearchOptions;
import dev.quern.gateway.Searching;
import dev.quern.gateway.WorkKind;
import dev.quern.protocol.Call;
import dev.quern.protocol.Scope;
import io.quarkiverse.mcp.server.Cancellation;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What there is to call. All of it only reads. */
@ApplicationScoped
class Tools {
    private static final String RESULTS = "5";
    private static final String COLLECTION =
            "Name of the collection to look in, as `list_collections` gives it; the usual one when absent.";

    private final Answering answering;
    private final Searching searching;
    private final Catalogue catalogue;
    private final GatewayConfig config;
    private final ToolCalls calls;

    Tools(Answering answering, Searching searching, Catalogue catalogue, GatewayConfig config, ToolCalls calls) {
        this.answering = answering;
        this.searching = searching;
        this.catalogue = catalogue;
        this.config = config;
        this.calls = calls;
    }

    @Tool(
            name = "ask",
            title = "Ask the documents",
            description =
                    "Answers a question from the documents of a collection, with numbered sources. Says so when the"
                            + " documents do not hold the answer. Use it when a finished answer is wanted.",
            annotations =
                    @Tool.Annotations(
                            title = "Ask the documents",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false),
            outputSchema = @Tool.OutputSchema(from = AskedAnswer.class, generator = JsonSchemas.class))
    Uni<ToolResponse> ask(
            @ToolArg(name = "question", description = "The question in whole sentences, up to 4000 characters.")
                    String question,
            @ToolArg(name = "collection", description = COLLECTION, required = false) Optional<String> collection,
            @ToolArg(
                            name = "max_results",
                            description = "Sources at most, from 1 to 50.",
                            required = false,
                            defaultValue = RESULTS)
                    int maxResults,
            Cancellation cancellation) {
        return calls.run("ask", cancellation, (visit, place) -> {
            AskedAnswer answer = AskedAnswer.of(
                    answering.answer(visit, asked(question, collection, maxResults), CacheUse.FULL, place));
            return response(answer.text(), answer);
        });
    }

    @Tool(
            name = "search",
            title = "Search the documents",
            description =
                    "Finds the passages of a collection's documents that fit a query best, by meaning and by words,"
                            + " and gives their texts. Use it when the passages themselves are wanted.",
            annotations =
                    @Tool.Annotations(
                            title = "Search the documents",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false),
            outputSchema = @Tool.OutputSchema(from = FoundPassages.class, generator = JsonSchemas.class))
    Uni<ToolResponse> search(
            @ToolArg(name = "query", description = "What is looked for: a question or words, up to 4000 characters.")
                    String query,
            @ToolArg(name = "collection", description = COLLECTION, required = false) Optional<String> collection,
            @ToolArg(
                            name = "max_results",
                            description = "Passages at most, from 1 to 50.",
                            required = false,
                            defaultValue = RESULTS)
                    int maxResults,
            Cancellation cancellation) {
        return calls.run("search", cancellation, (visit, place) -> {
            Call call = visit.call();
            FoundPassages found =
                    FoundPassages.of(searching.search(call, asked(query, collection, maxResults)), call.traceId());
            place.began(WorkKind.SEARCH);
            return response(found.text(), found);
        });
    }

    @Tool(
            name = "list_collections",
            title = "List the collections",
            description = "Names the collections that can be asked and searched, with the number of their documents.",
            annotations =
                    @Tool.Annotations(
                            title = "List the collections",
                            readOnlyHint = true,
                            destructiveHint = false,
                            idempotentHint = true,
                            openWorldHint = false),
            outputSchema = @Tool.OutputSchema(from = ListedCollections.class, generator = JsonSchemas.class))
    Uni<ToolResponse> listCollections(
            @ToolArg(
                            name = "page_token",
                            description = "`next_page_token` of the page before; absent for the first.",
                            required = false)
                    Optional<String> pageToken,
            Cancellation cancellation) {
        return calls.run("list_collections", cancellation, (visit, place) -> {
            Call call = visit.call();
            call.principal().requireAny(Scope.ASK, Scope.INGEST, Scope.ADMIN);
            ListedCollections listed = ListedCollections.of(
                    catalogue.list(call, new PageRequest(PageRequest.USUAL, pageToken.orElse(""))));
            return response(listed.text(), listed);
        });
    }

    private Question asked(String text, Optional<String> collection, int maxResults) {
        return new Question(
                text,
                List.of(collection.orElse(config.collection())),
                maxResults,
                SearchOptions.USUAL,
                GenerationOptions.USUAL,
                List.of());
    }

    private static ToolResponse response(String text, Object structured) {
        return new ToolResponse(false, List.of(new TextContent(text)), structured, null);
    }
}
