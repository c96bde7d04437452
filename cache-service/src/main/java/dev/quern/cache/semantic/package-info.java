/** Answers to questions that mean the same. */
@NullMarked
package dev.quern.cache.semantic;

import org.jspecify.annotations.NullMarked;
