package dev.quern.command;

/**
 * What outlives a run.
 *
 * @param journal of these files
 * @param origins of all documents of the collection
 */
record Memory(Journal journal, Origins origins) {}
