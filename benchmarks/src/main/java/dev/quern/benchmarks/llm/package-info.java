/** What the llm-service does with requests, on a model server that costs nothing to run. */
@NullMarked
package dev.quern.benchmarks.llm;

import org.jspecify.annotations.NullMarked;
