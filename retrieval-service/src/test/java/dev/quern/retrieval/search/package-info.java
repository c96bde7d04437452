@NullMarked
package dev.quern.retrieval.search;

import org.jspecify.annotations.NullMarked;
