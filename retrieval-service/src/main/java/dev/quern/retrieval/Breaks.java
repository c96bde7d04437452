package dev.quern.retrieval;

/** Tells, character by character from the beginning of a text, how good a place to cut is. The higher the better. */
interface Breaks {
    /** Within a word, or before white space. */
    int NONE = 0;

    int WORD = 1;
    int SENTENCE = 2;
    int LINE = 3;
    int PARAGRAPH = 4;
    int PAGE = 5;

    /** How good it is to cut before this character, which is the next one. */
    int before(char next);
}
