@org.jspecify.annotations.NullMarked
package dev.quern.retrieval.extractor;
