/** The embedded document store: one Lucene index per collection, with HNSW for vectors and BM25 for words. */
@NullMarked
package dev.quern.retrieval.lucene;

import org.jspecify.annotations.NullMarked;
