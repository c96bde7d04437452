package dev.quern.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks one node after the other for the slots, beginning with the one that answered last. */
final class ClusterTopology implements Topology {
    private final RedisAddress address;
    private final Dialer dialer;
    /** Most promising first. */
    private volatile List<Node> known;

    ClusterTopology(RedisAddress address, Dialer dialer) {
        this.address = address;
        this.dialer = dialer;
        this.known = address.nodes();
    }

    @Override
    public Future<Masters> masters() {
        return ask(known.iterator());
    }

    private Future<Masters> ask(Iterator<Node> nodes) {
        Node node = nodes.next();
        return dialer.ask(node, address.login(), Request.cmd(Command.CLUSTER).arg("SLOTS"))
                .compose(answer -> masters(node, answer))
                .recover(failure -> nodes.hasNext() ? ask(nodes) : Future.failedFuture(failure));
    }

    private Future<Masters> masters(Node asked, @Nullable Response answer) {
        List<Masters.Range> ranges = new ArrayList<>();
        if (answer != null) {
            answer.forEach(range ->
                    ranges.add(new Masters.Range(number(range, 0), number(range, 1), node(asked, range.get(2)))));
        }
        if (ranges.isEmpty()) {
            return Topology.failure(asked + " knows of no node that serves anything");
        }
        Masters masters = new Masters(List.copyOf(ranges));
        Set<Node> order = new LinkedHashSet<>(List.of(asked));
        order.addAll(masters.nodes());
        order.addAll(address.nodes());
        known = List.copyOf(order);
        return Future.succeededFuture(masters);
    }

    /** A node that does not know its own name is known by the one that it was asked by. */
    private static Node node(Node asked, Response master) {
        @Nullable Response host = master.get(0);
        boolean named =
                host != null && !host.toString().isEmpty() && !host.toString().equals("?");
        return new Node(named ? host.toString() : asked.host(), number(master, 1));
    }

    private static int number(Response list, int index) {
        return Integer.parseInt(list.get(index).toString());
    }
}
