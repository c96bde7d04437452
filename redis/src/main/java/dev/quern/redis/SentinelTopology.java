package dev.quern.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Believes the majority of the sentinels. One alone may be cut off together with a master that the others have replaced
 * already; and as no master is replaced without a majority, none is used without one either.
 */
final class SentinelTopology implements Topology {
    private final RedisAddress address;
    private final Dialer dialer;

    SentinelTopology(RedisAddress address, Dialer dialer) {
        this.address = address;
        this.dialer = dialer;
    }

    @Override
    public Future<Masters> masters() {
        Vote vote = new Vote(address.nodes().size());
        for (Node sentinel : address.nodes()) {
            ask(sentinel).onSuccess(vote::cast).onFailure(vote::abstain);
        }
        return vote.outcome.future().map(Masters::only);
    }

    private Future<Node> ask(Node sentinel) {
        Request question =
                Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(address.masterName());
        return dialer.ask(sentinel, address.sentinelLogin(), question).compose(this::node);
    }

    private Future<Node> node(@Nullable Response answer) {
        return answer == null
                ? Topology.failure("the sentinels know no master " + address.masterName())
                : Future.succeededFuture(new Node(
                        answer.get(0).toString(), Integer.parseInt(answer.get(1).toString())));
    }

    /** Over as soon as more than half agree, or all have voted. */
    private static final class Vote {
        private final Promise<Node> outcome = Promise.promise();
        private final Map<Node, Integer> votes = new HashMap<>();
        private final int voters;
        private int cast;

        private Vote(int voters) {
            this.voters = voters;
        }

        private synchronized void cast(Node node) {
            if (votes.merge(node, 1, Integer::sum) > voters / 2) {
                outcome.tryComplete(node);
            }
            count("they name " + List.copyOf(votes.keySet()));
        }

        private synchronized void abstain(Throwable failure) {
            count(Dialer.reason(failure));
        }

        private void count(String last) {
            cast++;
            if (cast == voters) {
                outcome.tryFail("no majority of the " + voters + " sentinels agrees on a master: " + last);
            }
        }
    }
}
