package dev.quern.llm;

import java.util.List;

/** Takes what a model says, once it is settled which one. */
interface ModelStream extends TokenSink {
    /** Called once, before the first part of the text, or at the end of an empty one. */
    void started(RoutedModel model, List<SkippedModel> skipped) throws InterruptedException;
}
