package dev.quern.cache.redis;

import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;

/**
 * What Redis knows of the log and of those who read it, all in one hash, so that nothing of it is ever lost alone.
 *
 * @param settled whether every replica that may serve anything from memory is among the members: true once the log is so
 *     old that replicas which knew only the log before it have stopped
 * @param members what each of them told last, by its id
 */
record LogState(String incarnation, boolean settled, Map<String, Member> members) {
    static final LogState UNKNOWN = new LogState("", false, Map.of());

    static final String MEMBER = "member:";

    /** Reads names and values in turns. */
    static LogState read(Response fields) {
        String incarnation = "";
        boolean settled = false;
        Map<String, Member> members = new HashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String name = fields.get(i).toString();
            String value = fields.get(i + 1).toString();
            if (name.startsWith(MEMBER)) {
                members.put(name.substring(MEMBER.length()), new Member(value));
            } else if (name.equals("incarnation")) {
                incarnation = value;
            } else if (name.equals("settled")) {
                settled = true;
            }
        }
        return new LogState(incarnation, settled, members);
    }

    /** Whether all members but {@code self} have done what the log says up to {@code id}. */
    boolean isAcknowledged(LogId id, String self) {
        return members.entrySet().stream()
                .allMatch(member -> member.getKey().equals(self)
                        || member.getValue().applied().reaches(id));
    }

    /** The number of a heartbeat and the id of the entry that was applied last: {@code number:id}. */
    record Member(String told) {
        LogId applied() {
            return LogId.parse(told.substring(told.indexOf(':') + 1));
        }
    }
}
