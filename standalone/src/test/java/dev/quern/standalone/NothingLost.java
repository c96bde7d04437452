package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.standalone.Quern.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Documents are uploaded while processes are killed at random moments: whatever was accepted is there in the end, whole
 * and once. How many of each is told by {@code quern.losses.*}.
 */
abstract class NothingLost {
    private static final int CLIENTS = 4;
    private static final int LONGEST_LIFE_MILLIS = 4_000;
    private static final Duration ANY_ONE_DOCUMENT = Duration.ofMinutes(3);
    private static final Duration ALL_DOCUMENTS = Duration.ofMinutes(10);

    /** As often as the run wants: the seed tells which moments. */
    private static final long SEED = Long.getLong("quern.losses.seed", 20261121);

    private final String collection = "losses";
    private final AtomicInteger tries = new AtomicInteger();

    /** Quern as it runs now; it may have another address after a kill. */
    abstract Quern quern();

    /** The processes to kill, in this order, at random moments. */
    abstract List<Kill> kills();

    /** Ends something as the kernel would, and starts it again. */
    @FunctionalInterface
    interface Kill {
        void run() throws IOException, InterruptedException;
    }

    static int documents() {
        return Integer.getInteger("quern.losses.documents", 60);
    }

    static int kills(String what, int usual) {
        return Integer.getInteger("quern.losses.kills." + what, usual);
    }

    @Test
    void losesNoDocumentThatItAccepted() throws Exception {
        int documents = documents();
        List<Kill> kills = kills();
        CountDownLatch uploaded = new CountDownLatch(documents);
        int early;
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (ExecutorService killer = Executors.newSingleThreadExecutor()) {
            List<Future<?>> uploads = new ArrayList<>();
            IntStream.range(0, documents)
                    .forEach(number -> uploads.add(clients.submit(() -> {
                        upload(number);
                        uploaded.countDown();
                        return number;
                    })));
            Future<Integer> killing = killer.submit(() -> {
                Random random = new Random(SEED);
                int during = 0;
                for (Kill kill : kills) {
                    awaitAnswers();
                    // When all is uploaded, the rest is killed at once, while what was uploaded is indexed.
                    boolean over = uploaded.await(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
                    kill.run();
                    during += over ? 0 : 1;
                }
                return during;
            });
            // First, because uploads try in vain for minutes when what was killed does not come back.
            early = killing.get();
            for (Future<?> upload : uploads) {
                upload.get();
            }
        } finally {
            clients.shutdownNow();
        }

        Await.until("all documents are ready", ALL_DOCUMENTS, () -> count("ready") == documents);
        int chunks = 0;
        for (int number = 0; number < documents; number++) {
            chunks += checkedChunks(number);
        }
        JsonNode described = quern().get("/api/v1/collections/" + collection).body();
        assertThat(described.get("documents").asInt()).isEqualTo(documents);
        assertThat(described.get("passages").asInt()).isEqualTo(chunks);
        System.out.printf(
                "%d documents with %d chunks, %d kills (%d during uploads), %d uploads tried: nothing lost%n",
                documents, chunks, kills.size(), early, tries.get());
    }

    private void awaitAnswers() throws InterruptedException {
        Await.until(
                "Quern answers",
                ANY_ONE_DOCUMENT,
                () -> quern().get("/q/health/ready").status() == 200);
    }

    /** Until it is accepted: a client that got no answer cannot know, and asks again. */
    private void upload(int number) throws InterruptedException {
        Await.until("document " + number + " is accepted", ANY_ONE_DOCUMENT, () -> {
            tries.incrementAndGet();
            Reply reply = quern().post(
                            "/api/v1/documents",
                            Map.of("collection", collection, "document_id", "d" + number, "text", text(number)));
            // Nothing but overload and absence may turn a good document away.
            assertThat(reply.status()).as(reply.toString()).isIn(202, 429, 503, 504);
            return reply.status() == 202;
        });
    }

    private int count(String status) throws IOException, InterruptedException {
        int count = 0;
        String token = "";
        do {
            JsonNode page = quern().get("/api/v1/documents?page_size=200&collection=" + collection + "&status=" + status
                            + (token.isEmpty() ? "" : "&page_token=" + token))
                    .body();
            count += page.get("documents").size();
            token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
        return count;
    }

    /** Each chunk is there exactly once, and a search for the document's own words finds it. */
    private int checkedChunks(int number) throws IOException, InterruptedException {
        String id = "d" + number;
        JsonNode document = quern().get("/api/v1/documents/" + id + "?collection=" + collection)
                .body();
        int total = document.get("chunks_total").asInt();
        JsonNode chunks = quern().get("/api/v1/documents/" + id + "/chunks?page_size=200&collection=" + collection)
                .body()
                .get("chunks");
        List<Integer> ordinals = new ArrayList<>();
        chunks.forEach(chunk -> ordinals.add(chunk.at("/location/ordinal").asInt()));
        assertThat(ordinals)
                .as(id)
                .containsExactlyElementsOf(IntStream.range(0, total).boxed().toList());

        JsonNode found = quern().post(
                        "/api/v1/search",
                        Map.of("collection", collection, "query", phrase(number), "alpha", 0, "max_results", 50))
                .body();
        TreeSet<String> ids = new TreeSet<>();
        int hits = 0;
        for (JsonNode passage : found.get("passages")) {
            if (passage.get("document_id").asText().equals(id)) {
                hits++;
                ids.add(passage.get("chunk_id").asText());
            }
        }
        assertThat(hits)
                .as("passages of " + id + " for " + phrase(number))
                .isPositive()
                .isEqualTo(ids.size());
        return total;
    }

    /** Words that no other document has. */
    private static String phrase(int number) {
        return "quernstone" + number + " millrace" + number;
    }

    /** One to six chunks, and every tenth document many more than are embedded at once. */
    private static String text(int number) {
        StringBuilder text = new StringBuilder("The " + phrase(number) + " stands here.\n\n");
        Random random = new Random(number);
        int paragraphs = number % 10 == 0 ? 200 : 1 + random.nextInt(12);
        for (int i = 0; i < paragraphs; i++) {
            text.append("Paragraph ")
                    .append(i)
                    .append(" of mill ")
                    .append(number)
                    .append(" speaks of");
            for (int word = 0; word < 60; word++) {
                text.append(" w").append(random.nextInt(5_000));
            }
            text.append(".\n\n");
        }
        return text.toString();
    }
}
