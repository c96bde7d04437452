package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import dev.quern.gateway.EventCodec.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an answer that is made a second time the rest of what was told of it the first time. As long as both agree,
 * nothing is told twice; where they part, or when the first sources were others, it begins anew, and says so before.
 */
final class Continuation {
    private final EventCodec codec;
    private final String text;
    private final Optional<String> sources;
    private final boolean finished;
    /** What came again so far. */
    private final StringBuilder again = new StringBuilder();

    private final List<Written> heldBack = new ArrayList<>();
    private boolean mustRestart;
    private boolean caughtUp;

    /** @param whole whether these are all events that any client has seen */
    Continuation(EventCodec codec, List<LoggedEvent> told, boolean whole) {
        this.codec = codec;
        List<LoggedEvent> valid = sinceRestart(codec, told);
        StringBuilder chunks = new StringBuilder();
        valid.forEach(event -> chunks.append(codec.text(event)));
        text = chunks.toString();
        String name = codec.write(new Sources(List.of())).name();
        sources = valid.stream()
                .filter(event -> event.name().equals(name))
                .map(LoggedEvent::data)
                .findFirst();
        finished = valid.stream()
                .map(LoggedEvent::data)
                .anyMatch(codec.write(new ResponseChunk("", true)).data()::equals);
        caughtUp = whole && sources.isEmpty() && text.isEmpty();
        mustRestart = !whole;
    }

    /** What is to be told when this happens the second time. */
    List<Written> next(AnswerEvent event) {
        if (caughtUp) {
            return List.of(codec.write(event));
        }
        if (mustRestart) {
            return restart(event);
        }
        return switch (event) {
            case Status _ -> List.of();
            case Sources found -> again(found);
            case ResponseChunk chunk -> again(chunk);
            // The text is the same, and all of it has been told.
            case AnswerEvent.Metadata end ->
                again.length() == text.length() ? caughtUp(List.of(codec.write(end))) : restart(end);
        };
    }

    private List<Written> again(Sources found) {
        Written written = codec.write(found);
        if (sources.isEmpty()) {
            return text.isEmpty() ? caughtUp(List.of(written)) : restart(found);
        }
        heldBack.add(written);
        return sources.get().equals(written.data()) ? List.of() : restartHeldBack();
    }

    private List<Written> again(ResponseChunk chunk) {
        heldBack.add(codec.write(chunk));
        again.append(chunk.text());
        int common = Math.min(again.length(), text.length());
        boolean agrees = again.substring(0, common).equals(text.substring(0, common));
        boolean behind = again.length() < text.length();
        if (!agrees || (chunk.isFinal() && behind) || (finished && again.length() > text.length())) {
            return restartHeldBack();
        }
        if (behind || (finished && chunk.isFinal())) {
            return List.of();
        }
        String rest = again.substring(text.length());
        if (rest.isEmpty() && !chunk.isFinal()) {
            return List.of();
        }
        return caughtUp(List.of(codec.write(new ResponseChunk(rest, chunk.isFinal()))));
    }

    private List<Written> restart(AnswerEvent event) {
        heldBack.add(codec.write(event));
        return restartHeldBack();
    }

    private List<Written> restartHeldBack() {
        List<Written> all = new ArrayList<>();
        all.add(codec.restart());
        all.addAll(heldBack);
        return caughtUp(all);
    }

    private List<Written> caughtUp(List<Written> events) {
        caughtUp = true;
        heldBack.clear();
        return events;
    }

    private static List<LoggedEvent> sinceRestart(EventCodec codec, List<LoggedEvent> told) {
        String name = codec.restart().name();
        for (int i = told.size() - 1; i >= 0; i--) {
            if (told.get(i).name().equals(name)) {
                return told.subList(i + 1, told.size());
            }
        }
        return told;
    }
}
