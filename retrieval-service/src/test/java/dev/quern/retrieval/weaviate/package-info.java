/** The Weaviate store on a real server. */
@NullMarked
package dev.quern.retrieval.weaviate;

import org.jspecify.annotations.NullMarked;
