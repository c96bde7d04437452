/** How fast documents become searchable. */
@org.jspecify.annotations.NullMarked
package dev.quern.benchmarks.ingestion;
