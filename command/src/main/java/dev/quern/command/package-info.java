/** {@code ./quern ingest}: files and folders of a person to documents, through the REST API. */
@org.jspecify.annotations.NullMarked
package dev.quern.command;
