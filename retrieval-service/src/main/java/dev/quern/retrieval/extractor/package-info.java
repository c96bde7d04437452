/** Files to text by processes of their own. */
@org.jspecify.annotations.NullMarked
package dev.quern.retrieval.extractor;
