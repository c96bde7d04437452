package dev.quern.extractor;

/** Pages and slides among what a library gives out. */
final class Boxes {
    private static final int LONGEST_TITLE = 120;

    private final Markdown out;
    private final Layout layout;
    private final boolean marksPages;
    private int pages;
    private boolean awaitsTitle;

    Boxes(Markdown out, Layout layout, boolean marksPages) {
        this.out = out;
        this.layout = layout;
        this.marksPages = marksPages;
    }

    boolean areSeen() {
        return pages > 0;
    }

    /** @param kind of the box, as the library calls it */
    void start(String kind) {
        boolean isPage =
                (layout == Layout.PAGES && kind.equals("page")) || (layout == Layout.SLIDES && kind.equals("slide"));
        if (isPage) {
            if (pages++ > 0 && marksPages) {
                out.page();
            }
        }
        if (layout == Layout.SLIDES) {
            awaitsTitle = kind.equals("slide-content");
        }
    }

    /** Whether the text is the title of the slide that has just begun. */
    boolean takesTitle(String text) {
        if (!awaitsTitle || text.isBlank()) {
            return false;
        }
        awaitsTitle = false;
        return text.strip().length() <= LONGEST_TITLE;
    }
}
