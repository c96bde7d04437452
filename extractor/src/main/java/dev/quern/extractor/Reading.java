package dev.quern.extractor;

/**
 * A file whose kind is known, and where its text goes.
 *
 * @param mediaType by its content
 * @param attachments takes the files that are in it
 */
record Reading(Source source, Kind kind, String mediaType, Markdown out, Attachments attachments) {}
