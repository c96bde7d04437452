/** Documents in a Weaviate server or cluster. */
@NullMarked
package dev.quern.retrieval.weaviate;

import org.jspecify.annotations.NullMarked;
