package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A question on the way to its answer.
 *
 * @param asked as it was asked
 * @param question as it is searched for and answered: what follows on from a conversation stands alone here
 * @param degraded the steps that were gone without so far
 * @param refresh whether nobody waits: a cached answer is made anew
 */
record Inquiry(
        Visit visit,
        Question asked,
        Question question,
        Analysis analysis,
        CacheUse use,
        Stopwatch stopwatch,
        List<String> degraded,
        AnswerEvent.Listener listener,
        boolean refresh) {

    Call call() {
        return visit.call();
    }

    Inquiry asking(Question other, Analysis anew) {
        return new Inquiry(visit, asked, other, anew, use, stopwatch, degraded, listener, refresh);
    }

    <T> T time(String stage, Callable<T> work) throws InterruptedException {
        return stopwatch.time(stage, work);
    }

    void without(String step) {
        if (!degraded.contains(step)) {
            degraded.add(step);
        }
    }

    /** Whether the answer is what it should be: the caches alone make none worse. */
    boolean isWhole() {
        return degraded.stream().allMatch(Memory.CACHE::equals);
    }
}
