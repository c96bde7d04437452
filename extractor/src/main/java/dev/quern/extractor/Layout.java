package dev.quern.extractor;

/** What line ends and boxes mean in what a library makes of a kind of files. */
enum Layout {
    /** Lines end where the page was full: those that were full go on. Each box is a page. */
    PAGES,
    /** Each box is a slide, and begins with its title. */
    SLIDES,
    /** Each heading is a sheet's name. */
    SHEETS,
    /** A line end is the author's. */
    LINES,
    /** A line end is a blank. */
    FLOW
}
