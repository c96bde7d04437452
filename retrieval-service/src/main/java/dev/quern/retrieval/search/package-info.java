/** From a question to passages: what is searched, in which steps, and what becomes of the candidates. */
@NullMarked
package dev.quern.retrieval.search;

import org.jspecify.annotations.NullMarked;
