package dev.quern.retrieval.lucene;

import dev.quern.retrieval.RetrievalConfig;
import java.time.Duration;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.TieredMergePolicy;

/** How indexes are written. */
final class IndexSettings {
    private static final int LARGEST_SINGLE_FILE_MEGABYTES = 64;

    private final RetrievalConfig.Lucene config;
    private final Analyzer analyzer = new WordAnalyzer();
    private final KeywordQuery keywords = new KeywordQuery(analyzer);

    IndexSettings(RetrievalConfig.Lucene config) {
        this.config = config;
    }

    KeywordQuery keywords() {
        return keywords;
    }

    int openCollections() {
        return config.openCollections();
    }

    /** How many candidates a search in a graph keeps (HNSW's ef). */
    int graphSearch() {
        return config.graphSearch();
    }

    int exactBelow() {
        return config.exactBelow();
    }

    int oversampling() {
        return config.oversampling();
    }

    Duration settleAfter() {
        return config.settleAfter();
    }

    IndexWriterConfig newWriterConfig(CollectionHeader header) {
        return new IndexWriterConfig(analyzer)
                .setCodec(new VectorCodec(config, header.collection().settings().profile()))
                // A commit answers an upload: it does not wait for merges, which follow by themselves.
                .setMaxFullFlushMergeWaitMillis(0)
                .setMergePolicy(newMergePolicy())
                .setCommitOnClose(false);
    }

    /** A commit waits until every file of a new segment is on disk: small segments are one file instead of twenty. */
    static MergePolicy newMergePolicy() {
        TieredMergePolicy policy = new TieredMergePolicy();
        policy.setNoCFSRatio(1);
        policy.setMaxCFSSegmentSizeMB(LARGEST_SINGLE_FILE_MEGABYTES);
        return policy;
    }
}
