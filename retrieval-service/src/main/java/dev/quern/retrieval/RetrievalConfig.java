package dev.quern.retrieval;

import dev.quern.redis.RedisConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How documents are kept, cut, indexed and searched. */
@ConfigMapping(prefix = "quern.retrieval")
public interface RetrievalConfig {

    /** Where documents are kept: {@code lucene} inside this process, or {@code weaviate}. */
    @WithDefault("lucene")
    Store store();

    /** Folder for everything that this process keeps itself. It belongs to one process at a time. */
    @WithDefault("state/retrieval")
    Path state();

    /** The largest file that is taken, in bytes. */
    @WithDefault("256M")
    MemorySize maxUpload();

    /** The longest text of a document, in bytes of UTF-8. */
    @WithDefault("256M")
    MemorySize maxText();

    /**
     * Disk for all files that are being uploaded, and for their texts; what does not fit is refused as overload. At least
     * {@code max-upload}.
     */
    @WithDefault("2G")
    MemorySize uploadSpace();

    /** Uploads at the same time; more are refused as overload. */
    @WithDefault("128")
    int uploads();

    /** Disk that stays free: while there is less, documents are refused and the service is not ready. */
    @WithDefault("256M")
    MemorySize freeSpace();

    Extracting extraction();

    Lucene lucene();

    Weaviate weaviate();

    Chunking chunking();

    Indexing indexing();

    Leasing leases();

    Rebuilding rebuild();

    /** Callers that may watch documents at the same time; more are refused as overload. */
    @WithDefault("200")
    int watchers();

    Searching search();

    Registry registry();

    /** The stores there are. */
    enum Store {
        LUCENE,
        WEAVIATE
    }

    /** The embedded store. */
    interface Lucene {
        /** Collections that are kept open; the one used least recently is closed when another is needed. */
        @WithDefault("64")
        int openCollections();

        /** Neighbours of a vector in the graph (HNSW's M). */
        @WithDefault("32")
        int graphNeighbours();

        /** Candidates that are looked at when a vector is added to the graph (HNSW's efConstruction). */
        @WithDefault("200")
        int graphCandidates();

        /** Vectors from which on a part of an index has a graph: in a smaller one comparing all of them is as quick. */
        @WithDefault("9000")
        int graphFrom();

        /** Candidates that a search in the graph keeps (HNSW's ef); a search for more keeps as many as it needs. */
        @WithDefault("64")
        int graphSearch();

        /** Passages below which a collection of the automatic profile is searched without its graph. */
        @WithDefault("1000")
        int exactBelow();

        /** How many times the candidates that are needed are compared again where vectors are quantized. */
        @WithDefault("3")
        int oversampling();

        /** How long a collection is left alone after a change before its many small parts are merged into few large ones. */
        @WithDefault("10S")
        Duration settleAfter();
    }

    /** A Weaviate server or cluster. */
    interface Weaviate {
        /** {@code http} or {@code https}; gRPC uses TLS with {@code https}. */
        @WithDefault("http")
        String scheme();

        @WithDefault("127.0.0.1")
        String host();

        @WithDefault("8080")
        int port();

        @WithDefault("50051")
        int grpcPort();

        /** Its API key; absent only where the server lets anybody in. */
        Optional<String> apiKey();

        /** How long one request may take. */
        @WithDefault("10S")
        Duration timeout();

        /**
         * Candidates that a search of the graph looks at (HNSW's ef). It holds for models and profiles that are first
         * used after it was set.
         */
        @WithDefault("100")
        int searchCandidates();
    }

    /** How the documents of a new collection are cut into chunks, unless somebody wants it otherwise. */
    interface Chunking {
        /**
         * Where they are cut: {@code recursive} at headings, else between paragraphs, lines, sentences or words, as full
         * as the size allows; {@code tokens} like it, counted in tokens of the collection's embedding model; {@code
         * sentences} as many whole ones as fit; {@code headings} a chunk for each section, and only what is longer than
         * the size is cut.
         */
        @WithDefault("recursive")
        dev.quern.retrieval.Chunking.Method method();

        /** The longest chunk: in tokens for {@code tokens}, else in characters. */
        @WithDefault("1000")
        int size();

        /** What a chunk repeats of the one before it, in the same unit, unless a heading stands between them. */
        @WithDefault("200")
        int overlap();
    }

    /**
     * How files that are not text are read: by processes of their own, which a hostile file may bring down without harm.
     */
    interface Extracting {
        /** Files that are read at the same time, each by one process; at most one for each core. */
        @WithDefault("2")
        int processes();

        /** Memory for the heap of one process. */
        @WithDefault("384M")
        MemorySize memory();

        /** Disk that one file may take while it is read: its text, and what is unpacked on the way. */
        @WithDefault("1G")
        MemorySize disk();

        /** The longest that one file is read. */
        @WithDefault("30S")
        Duration time();

        /** Files that wait for a process; more are refused as overload. */
        @WithDefault("64")
        int waiting();

        /** How long a process is kept for the next file. */
        @WithDefault("5M")
        Duration idle();

        /** Files after which a process makes room for a fresh one. */
        @WithDefault("1000")
        int files();

        /** What starts a process, where it is not to be the Java that runs this service: a program and its arguments. */
        Optional<List<String>> command();
    }

    /** How accepted documents become searchable. */
    interface Indexing {
        /** Documents that are indexed at the same time: they share batches of the model and commits of the store. */
        @WithDefault("8")
        int workers();

        /** Documents that wait in memory; the others wait in the store until a sweep finds them. */
        @WithDefault("1000")
        int queue();

        /** Chunks that are embedded by one call; halved when the embedding-service finds it too much. */
        @WithDefault("64")
        int batch();

        /** How often the store is asked for unfinished documents. */
        @WithDefault("30S")
        Duration sweep();

        /** How long one call to the embedding-service may take. */
        @WithDefault("60S")
        Duration timeout();

        /** How long a collection rests after a failure that may pass, or an overloaded worker; doubled with each one that follows. */
        @WithDefault("1S")
        Duration backoff();

        /** The longest wait between two tries. */
        @WithDefault("30S")
        Duration longestBackoff();

        /** Tries for a document whose failures have no known cause, before it is given up. */
        @WithDefault("5")
        int attempts();
    }

    /** How replicas agree on who indexes which document. Without leases they may do the same work twice, which is harmless. */
    interface Leasing {
        /** Where leases are kept: {@code none}, for one replica, or {@code redis}. */
        @WithDefault("none")
        LeaseKind kind();

        /** How long the work of a replica that died is left alone; a lease is renewed three times as often. */
        @WithDefault("30S")
        Duration time();

        Redis redis();

        /** The Redis that keeps leases; when it is away the work goes on without them. */
        interface Redis extends RedisConfig {
            /** How long a request to Redis may take before the work goes on without a lease. */
            @WithDefault("500ms")
            Duration timeout();

            /** How long Redis is left alone after a failure. */
            @WithDefault("5S")
            Duration pause();
        }
    }

    /** Where leases are kept. */
    enum LeaseKind {
        NONE,
        REDIS
    }

    /** How collections are built anew, with another model or chunking. */
    interface Rebuilding {
        /** Collections that this replica rebuilds at the same time; the others wait. */
        @WithDefault("2")
        int collections();

        /** Documents of a rebuild that may wait to be indexed; so many others may have to wait behind them. */
        @WithDefault("100")
        int ahead();

        /**
         * Documents changed meanwhile that may be indexed in the very step in which the rebuilt collection takes its
         * place, while uploads wait; as long as there are more, they are indexed before.
         */
        @WithDefault("50")
        int lastCopies();

        /** How often it is looked whether documents of a rebuild are done. */
        @WithDefault("500ms")
        Duration poll();

        /** How often rebuilds that nobody works on are looked for, and what stopped one is tried again. */
        @WithDefault("60S")
        Duration sweep();
    }

    /** What is remembered for the gateway: API keys and conversations. */
    interface Registry {
        /** Conversations that are kept for one user; who wants another deletes one. */
        @WithDefault("1000")
        int conversations();

        /** Turns that are kept of one conversation, the newest ones. */
        @WithDefault("1000")
        int turns();

        /** How often conversations that are over are removed; from their end on nobody finds them. */
        @WithDefault("5M")
        Duration sweep();
    }

    /**
     * How passages are found. What is said of a stage holds for the strategies that have it: {@code two_stage} reranks;
     * {@code multi_stage} also searches for parts and wordings, walks, and chooses what is diverse.
     */
    interface Searching {
        /** Weight of the vectors when a query does not say: 0 keywords only, 1 vectors only. */
        @WithDefault("0.7")
        float alpha();

        /**
         * Candidates that are looked at when there is more than one stage, 1 to 200, and at least as many as are wanted. 50
         * passages cost a cross-encoder about 1.2 seconds of a core.
         */
        @WithDefault("20")
        int candidates();

        /** Whether results are kept in the cache-service. */
        @WithDefault("true")
        boolean cache();

        /** How long a search waits for the cache before it goes on without. */
        @WithDefault("50ms")
        Duration cachePatience();

        /**
         * The longest that a search works on a stage that it can do without; such a stage never gets more than half of
         * the time left.
         */
        @WithDefault("2S")
        Duration stageTime();

        /** Whether a reranking model orders the candidates, where the embedding-service has one. */
        @WithDefault("true")
        boolean rerank();

        /** Whether the parts of a compound question are searched as well. */
        @WithDefault("true")
        boolean decomposition();

        /**
         * How other ways to ask a question are made: {@code none}, {@code feedback} from its first hits, or {@code model}
         * by the llm-service, which takes as long as a short answer.
         */
        @WithDefault("feedback")
        Expanding expansion();

        /** Weight of each of them when ranks are fused; the question itself has 1. */
        @WithDefault("1")
        double expansionWeight();

        /** First hits that feedback learns from. */
        @WithDefault("2")
        int feedbackPassages();

        /** How far feedback moves the question's vector towards them: 1 is half-way. */
        @WithDefault("0.5")
        double feedbackStrength();

        /** What is added to ranks before they are fused: the more, the less the first places count. */
        @WithDefault("60")
        int rankConstant();

        /** Whether what is linked to the best hits is brought in. */
        @WithDefault("true")
        boolean walk();

        /** Hits that the walk begins at. */
        @WithDefault("3")
        int walkStarts();

        /** How far it goes: 1 or 2. */
        @WithDefault("2")
        int walkHops();

        /** What is left of a passage's activation one hop on. */
        @WithDefault("0.5")
        double walkDecay();

        /** Passages that one kind of link leads to from one passage. */
        @WithDefault("4")
        int walkFanOut();

        /** Calls to the store that one walk may make. */
        @WithDefault("24")
        int walkCalls();

        /** Share of the request's remaining time that the walk may take. */
        @WithDefault("0.25")
        double walkTime();

        /** Share of the wanted places, the lowest, that are open to what the walk brings. */
        @WithDefault("0.3")
        double walkShare();

        /** Whether passages that say the same make room for others. */
        @WithDefault("true")
        boolean diversity();

        /** Weight of a passage's score when what is diverse is chosen; the rest is that of being unlike the others. */
        @WithDefault("0.7")
        double diversityLambda();

        /** Cosine from which two passages count as alike; 1 is the same. */
        @WithDefault("0.8")
        double diversityFrom();
    }

    /** How other ways to ask a question are made. */
    enum Expanding {
        /** Not at all. */
        NONE,
        /** By going nearer to the first hits. */
        FEEDBACK,
        /** By a language model. */
        MODEL
    }
}
