@NullMarked
package dev.quern.retrieval.lucene;

import org.jspecify.annotations.NullMarked;
